export function QueueTab() {
  return null;
}
