/** Whether a module does something when it runs, beside defining names. */
import { offsetsOf, textOf, type PythonSource } from './source.js';

/** A statement at the start of a line that may be an effect. */
const CANDIDATE = /^(?:await\s+|async\s+)?[A-Za-z_][\w.]*\s*\(|^(?:for|while|with)\b/gm;
/** Calls that prepare the process for the module's own definitions, as modules that are imported make them too. */
const PREPARES =
  /^(?:(?:dotenv\.)?load_dotenv|logging\.\w+|warnings\.\w+|sys\.(?:path\.\w+|setrecursionlimit)|os\.environ\.\w+|django\.setup|(?:np\.|numpy\.)?random\.seed|urllib3\.disable_warnings|matplotlib\.use|pd\.set_option|faulthandler\.enable|locale\.setlocale)$/;

/** True for a module with a call, loop or `with` among its own statements that does more than prepare its definitions. */
export function runsAtImport(source: PythonSource): boolean {
  return offsetsOf(source.text, CANDIDATE).some((offset) => {
    const statement = source.root.firstChildForIndex(offset);
    if (statement === null || statement.startIndex !== offset) return false;
    if (statement.type !== 'expression_statement') return /^(?:for|while|with)_statement$/.test(statement.type);
    const call = statement.firstNamedChild?.type === 'await' ? statement.firstNamedChild.firstNamedChild : statement.firstNamedChild;
    const callee = call?.type === 'call' ? call.childForFieldName('function') : null;
    return callee !== null && !PREPARES.test(textOf(source, callee).replace(/\s/g, ''));
  });
}
