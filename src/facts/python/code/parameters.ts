import { eachChild, textOf, typeOf, writeExpression, type Encoder } from './encoder.js';
import { END, LARGEST_CONTAINER, PARAMETER } from './format.js';
import { put, putNode, putStart, putText } from './output.js';

/** The parameters at the cursor, with END. */
export function writeParameters(encoder: Encoder): void {
  const { out, cursor } = encoder;
  let form: 'positional' | 'keyword' = 'positional';
  let count = 0;
  eachChild(encoder, (type) => {
    const name = encoder.types[type] ?? '';
    if (name === 'keyword_separator') form = 'keyword';
    else if (name === 'identifier' && form === 'positional') {
      put(out, PARAMETER.plain);
      putStart(out, cursor.startIndex);
      putText(out, textOf(encoder));
    } else if (PARAMETER_NODES.has(name)) form = writeParameter(encoder, form);
    else return;
    count += 1;
    if (count > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
  put(out, END);
}

const PARAMETER_NODES: ReadonlySet<string> = new Set(['identifier', 'default_parameter', 'typed_parameter', 'typed_default_parameter', 'list_splat_pattern', 'dictionary_splat_pattern', 'tuple_pattern']);

/** Writes the parameter at the cursor; answers the form of the next. */
function writeParameter(encoder: Encoder, form: 'positional' | 'keyword'): 'positional' | 'keyword' {
  const { out, cursor, text } = encoder;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const type = typeOf(encoder);
  const isLone = !type.startsWith('typed') && !type.startsWith('default');
  const stars = text.startsWith('**', start) ? 2 : text.startsWith('*', start) ? 1 : 0;
  const code = stars === 2 ? PARAMETER.keywords : stars === 1 ? PARAMETER.variadic : PARAMETER[form];
  putNode(out, code, start, end);
  if (isLone) {
    putText(out, parameterName(text.slice(start, end)));
    put(out, END);
    put(out, END);
  } else writeParameterParts(encoder);
  return stars > 0 ? 'keyword' : form;
}

function writeParameterParts(encoder: Encoder): void {
  const { out } = encoder;
  let parts = 0;
  let hasDefault = false;
  let hasType = false;
  eachChild(encoder, (type) => {
    const name = encoder.types[type] ?? '';
    const isOperand = encoder.expressions[type] !== undefined || name === 'dictionary_splat_pattern';
    if (!isOperand) return;
    parts += 1;
    if (parts === 1) {
      putText(out, parameterName(textOf(encoder)));
      return;
    }
    if (name === 'type') hasType = true;
    else {
      hasDefault = true;
      if (!hasType) put(out, END);
    }
    writeExpression(encoder, type);
  });
  if (!hasDefault) put(out, END);
  if (parts < 2) encoder.broken = true;
}

/** Without stars; '' for what is no name, such as the tuples of Python 2. */
function parameterName(written: string): string {
  return /^\**\s*([^\s*(]+)$/.exec(written)?.[1] ?? '';
}
