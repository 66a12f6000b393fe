import { fullNameOf, nodeId, type IssueComment, type Repository, type World } from '../state.js';
import { association, reactionRollup } from './pulls.js';
import { appObject, apiUrl, userObject } from './users.js';

export function issueCommentObject(world: World, repository: Repository, comment: IssueComment) {
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}/issues`);
  return {
    url: `${api}/comments/${comment.id}`,
    html_url: `${world.url}/${fullName}/pull/${comment.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/${comment.number}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: userObject(world, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repository, comment.user),
    body: comment.body,
    reactions: reactionRollup(`${api}/comments/${comment.id}/reactions`, comment.reactions),
    performed_via_github_app: comment.user.login === world.app.botLogin ? appObject(world) : null,
  };
}
