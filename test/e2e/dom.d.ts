// Functions given to `page.evaluate` run in the page.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
