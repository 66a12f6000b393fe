/** Tools of others that are loaded when the process starts, and may break or be missing. */

/** A tool that broke or is missing. Its message is ours: what the tool said may quote the text. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Imports a package; rejects with a ToolError where it is missing or does not load here. */
export async function loadTool<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw new ToolError(`${name} can’t be loaded`, { cause: error });
  }
}
