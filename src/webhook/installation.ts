/** Deliveries about where the App is installed: what is no longer there is forgotten. Pure. */
import { ignored, type Decision, type Delivery } from './delivery.js';
import { installationPayload, installationRepositoriesPayload } from './payloads.js';

export function decideInstallation({ payload }: Delivery): Decision {
  const { success, data } = installationPayload.safeParse(payload);
  if (!success) return ignored('The payload names no installation.');
  if (data.action !== 'deleted') return ignored('The installation is still there.');
  return { kind: 'forget', installationId: data.installation.id, repositoryIds: null };
}

export function decideRepositories({ payload }: Delivery): Decision {
  const { success, data } = installationRepositoriesPayload.safeParse(payload);
  if (!success) return ignored('The payload names no installation, or no repositories.');
  if (data.action !== 'removed' || data.repositories_removed.length === 0) return ignored('No repository is removed from the installation.');
  return { kind: 'forget', installationId: data.installation.id, repositoryIds: data.repositories_removed.map(({ id }) => id) };
}
