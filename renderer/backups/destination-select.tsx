import { Select, Text } from '@mantine/core';
import { placeLabel, placeName } from '../jobs/describe-job.ts';

interface DestinationSelectProps {
  readonly label: string;
  readonly paths: readonly string[];
  readonly value: string | null;
  onChoose(path: string): void;
}

/** One of the destinations used before: its folder first, since that is what tells them apart, then the whole path. */
export function DestinationSelect({ label, paths, value, onChoose }: DestinationSelectProps) {
  return (
    <Select
      label={label}
      flex="1 1 240px"
      maw={420}
      styles={{ input: { textOverflow: 'ellipsis' } }}
      data={paths.map((path) => ({ value: path, label: placeLabel(path) }))}
      value={value}
      onChange={(path) => path !== null && onChoose(path)}
      allowDeselect={false}
      checkIconPosition="right"
      renderOption={({ option }) => (
        <div>
          <div>{placeName(option.value)}</div>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {option.value}
          </Text>
        </div>
      )}
    />
  );
}
