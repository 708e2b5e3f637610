alter table workspaces
  -- What the form of a new campaign begins with; a part that is not named is that of the API.
  add column campaign_defaults jsonb not null default '{}'
    constraint workspaces_campaign_defaults_check check (jsonb_typeof(campaign_defaults) = 'object');
