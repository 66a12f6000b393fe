/** Calls that keep their caller waiting for something outside the process, by the dotted names that they go by. Pure. */

export type EffectKind = 'mail' | 'http' | 'process' | 'sleep' | 'document' | 'training';

interface Row {
  readonly kind: EffectKind;
  readonly dotted: RegExp;
}

const VERB = '(get|post|put|patch|delete|head|options|request|send|stream)';

/** `requests.get`, `requests.Session.get`. */
export const REQUESTS = new RegExp(`^requests\\.((api\\.)?${VERB}|(sessions\\.)?[sS]ession\\.${VERB})$`);
/** `httpx.get`, `httpx.Client.get`; the asynchronous client is not among them. */
export const HTTPX = new RegExp(`^httpx\\.(${VERB}|Client\\.${VERB})$`);

const TABLE: readonly Row[] = [
  { kind: 'mail', dotted: /^django\.core\.mail\.(send_mail|send_mass_mail|mail_admins|mail_managers)$/ },
  { kind: 'mail', dotted: /^django\.core\.mail\.(message\.)?(EmailMessage|EmailMultiAlternatives)\.send$/ },
  { kind: 'mail', dotted: /^django\.core\.mail\.get_connection\.send_messages$/ },
  { kind: 'mail', dotted: /^django\.contrib\.auth\.\w+(\.\w+)*\.email_user$/ },
  { kind: 'mail', dotted: /^smtplib\.(SMTP|SMTP_SSL|LMTP)\.(sendmail|send_message)$/ },
  { kind: 'mail', dotted: /^templated_(e)?mail\.send_templated_mail$/ },
  { kind: 'http', dotted: REQUESTS },
  { kind: 'http', dotted: HTTPX },
  { kind: 'http', dotted: /^urllib\.request\.(urlopen|urlretrieve)$/ },
  { kind: 'http', dotted: /^urllib3\.(PoolManager\.request|request)$/ },
  { kind: 'process', dotted: /^subprocess\.(run|call|check_call|check_output|getoutput|getstatusoutput|Popen\.(communicate|wait))$/ },
  { kind: 'process', dotted: /^os\.(system|popen)$/ },
  { kind: 'sleep', dotted: /^time\.sleep$/ },
  // Engines that lay out HTML; reportlab, which draws what it is told, is done before a client would notice.
  { kind: 'document', dotted: /^weasyprint\.HTML\.(write_pdf|render)$/ },
  { kind: 'document', dotted: /^pdfkit\.from_(url|file|string)$/ },
  { kind: 'document', dotted: /^xhtml2pdf\.pisa\.(CreatePDF|pisaDocument)$/ },
  { kind: 'training', dotted: /^sklearn\..*\.(fit|fit_transform|partial_fit)$/ },
];

/** The last parts of the names in the table: other calls need no look. */
export const TELLING_NAME = new RegExp(
  `^(${VERB}|send_mail|send_mass_mail|mail_admins|mail_managers|send_messages|email_user|sendmail|send_message|send_templated_mail|urlopen|urlretrieve|run|call|check_call|check_output|getoutput|getstatusoutput|communicate|wait|system|popen|sleep|write_pdf|render|from_url|from_file|from_string|CreatePDF|pisaDocument|fit|fit_transform|partial_fit)$`,
);

/** What a dotted name outside the repository does, or undefined. */
export function kindOf(dotted: string): EffectKind | undefined {
  return TABLE.find((row) => row.dotted.test(dotted))?.kind;
}
