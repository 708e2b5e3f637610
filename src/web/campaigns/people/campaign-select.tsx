import { Select } from '#web/ui/controls/select.tsx';

type CampaignSelectProps = {
  campaigns: readonly { id: string; name: string }[];
  value: string | undefined;
  onChange: (id: string | undefined) => void;
};

/** One campaign, or all of them. */
export function CampaignSelect({ campaigns, value = 'all', onChange }: CampaignSelectProps) {
  return (
    <Select
      label="Campaign"
      className="sm:w-56"
      value={value}
      onChange={(id) => onChange(id === 'all' ? undefined : id)}
      options={[
        { value: 'all', label: 'All campaigns' },
        ...campaigns.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
