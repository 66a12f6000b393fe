/** Django itself, where some Python on the path has it: whether it would write a migration. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Files } from './memory-project.js';

/** What differs from the files in the folder; null: the file is gone. */
export type FileChanges = Readonly<Record<string, string | null>>;

export interface Question {
  /** Holds the project's files. */
  readonly folder: string;
  /** The folder of manage.py, from `folder`; '' is `folder` itself. */
  readonly root: string;
  /** The settings module that tests use. Apps that are not installed here are taken out of it. */
  readonly settings: string;
  readonly states: readonly FileChanges[];
}

const Answers = z.array(z.union([z.boolean(), z.string()]));

/**
 * Asks for every state what `manage.py makemigrations --check --dry-run` does. Each is asked in a fork of one process that has Django
 * imported already. A Python without a terminal ends with 3 at the first question, which means that there is something to ask about.
 */
const ASK = `
import contextlib, importlib, importlib.util, io, json, os, sys
question = json.load(sys.stdin)
root = os.path.join(question["folder"], question["root"])
os.chdir(root)
sys.path.insert(0, root)
with open("settings_of_agreement.py", "w") as file:
    file.write(
        "import importlib.util\\nfrom " + question["settings"] + " import *\\n"
        "INSTALLED_APPS = [app for app in INSTALLED_APPS if importlib.util.find_spec(app.split('.')[0])]\\n"
    )
os.environ.update(SECRET_KEY="agreement", DJANGO_SECRET_KEY="agreement")

def answer():
    try:
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings_of_agreement"
        import django
        from django.core.management import call_command
        django.setup()
        call_command("makemigrations", check_changes=True, dry_run=True, interactive=False, verbosity=0)
        return False
    except SystemExit as stop:
        return stop.code in (1, 3) or "ended with %s" % stop.code
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)

def installed_modules():
    answer()
    return [name for name, module in sys.modules.items() if not (getattr(module, "__file__", None) or root).startswith(root) and not name.endswith((".models", ".admin"))]

def forked(work):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            text = json.dumps(work())
        with os.fdopen(writing, "w") as file:
            file.write(text)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text)

def put(path, text):
    path = os.path.join(question["folder"], path)
    before = None
    if os.path.exists(path):
        with open(path, newline="") as file:
            before = file.read()
    if text is None:
        os.remove(path)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", newline="") as file:
            file.write(text)
    return before

# What a project imports of installed packages is imported once: no settings are named yet, so whatever reads them is left for later.
for name in forked(installed_modules):
    with contextlib.suppress(Exception):
        importlib.import_module(name)
answers = []
for state in question["states"]:
    before = {path: put(path, text) for path, text in state.items()}
    answers.append(forked(answer))
    for path, text in before.items():
        put(path, text)
print(json.dumps(answers))
`;

/** The first Python that has Django; undefined when there is none. */
export function pythonWithDjango(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => absentModules(python, ['django']).length === 0);
}

/** Which of these modules a Python can't import; all of them when there is no such Python. */
export function absentModules(python: string, names: readonly string[]): readonly string[] {
  const code = 'import importlib.util, sys\nprint(*[name for name in sys.argv[1:] if importlib.util.find_spec(name) is None])';
  try {
    return execFileSync(python, ['-c', code, ...names], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(/\s+/).filter(Boolean);
  } catch {
    return names;
  }
}

/** Runs code in a folder from which it imports. Throws when it ends with an error. */
export function runPython(python: string, folder: string, code: string, args: readonly string[], input?: string): string {
  return execFileSync(python, ['-c', code, ...args], { cwd: folder, encoding: 'utf8', input, maxBuffer: 2 ** 26, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: folder } });
}

/** For each state whether Django would write a migration; a text says why it could not be asked. */
export function migrationsNeeded(python: string, question: Question): readonly (boolean | string)[] {
  return Answers.parse(JSON.parse(runPython(python, question.folder, ASK, [], JSON.stringify(question))));
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Every file below a folder. */
export function filesBelow(folder: string, current = folder): Files {
  return Object.assign({}, ...readdirSync(current).map((name) => {
    const path = join(current, name);
    return statSync(path).isDirectory() ? filesBelow(folder, path) : { [relative(folder, path)]: readFileSync(path, 'utf8') };
  })) as Files;
}
