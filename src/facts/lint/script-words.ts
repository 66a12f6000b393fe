/** Words of JavaScript and TypeScript that name nothing of a file's own. Pure. */

/** Reserved words and those that stand before a name in some place. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'abstract accessor any as asserts async await bigint boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get global if implements import in infer instanceof interface is keyof let module namespace never new null number object of out override package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield'.split(' '),
);

/** Types of TypeScript's library, which no module imports. */
export const LIBRARY_TYPES: ReadonlySet<string> = new Set(
  'Partial Required Readonly Record Pick Omit Exclude Extract NonNullable Parameters ConstructorParameters ReturnType InstanceType ThisParameterType OmitThisParameter ThisType Uppercase Lowercase Capitalize Uncapitalize Awaited NoInfer ReadonlyArray ReadonlyMap ReadonlySet PromiseLike ArrayLike Iterable IterableIterator AsyncIterable AsyncIterableIterator Generator AsyncGenerator GeneratorFunction TemplateStringsArray PropertyKey PropertyDescriptor ArrayBufferLike RequestInit ResponseInit RequestInfo HeadersInit BodyInit BlobPart EventListener EventListenerOrEventListenerObject EventInit HTMLElementTagNameMap ScrollBehavior ScrollIntoViewOptions ScrollToOptions GeolocationPosition MediaStreamConstraints AddEventListenerOptions NodeListOf FrameRequestCallback BufferEncoding TimerHandler DOMHighResTimeStamp PromiseSettledResult PromiseFulfilledResult PromiseRejectedResult JSX React NodeModule CanvasImageSource BufferSource'.split(' '),
);
