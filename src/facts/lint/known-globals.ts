/** Names that JavaScript code may use without binding them, in some environment. Pure. */
import globals from 'globals';

/** Environments whose code is no module, or which a package of their own puts there: `find` and `check` say nothing of a module that lost its import. */
const FOREIGN: ReadonlySet<string> = new Set(['applescript', 'couch', 'meteor', 'mongo', 'nashorn', 'phantomjs', 'prototypejs', 'rhino', 'shelljs', 'wsh', 'yui', 'embertest']);

/** What tools, hosts and scripts of other sites put among the globals, which the `globals` package does not list. */
const PROVIDED = `
  arguments JSX NodeJS Cypress cy React$Node __webpack_public_path__ __webpack_nonce__ __webpack_hash__ __dirname __filename __non_webpack_require__ __PURE__ EdgeRuntime WebSocketPair HTMLRewriter
  $localize ngDevMode Zone __karma__ google gapi ga gtag dataLayer fbq FB grecaptcha turnstile hcaptcha YT twttr mapboxgl Stripe Paddle Razorpay Intercom Sentry analytics amplitude mixpanel
  posthog heap Plaid Calendly Chart moment angular jQuery _ d3 L THREE Vue ko Backbone Handlebars Mustache MathJax katex Prism hljs CKEDITOR tinymce tinyMCE Quill ace monaco Swiper Webcam
  ResizeObserver AMap BMap naver kakao wx uni my tt qq swan plus App Page Component Behavior getApp getCurrentPages requirePlugin weex figma Office Excel Word PowerPoint Outlook OneNote
  strapi sails Parse Homey game canvas ui Hooks foundry CONFIG CONST db rs sh I Feature Scenario Before After BeforeSuite AfterSuite Data within actor pause device element by waitFor
  fixture driver browser $$ remote http open __ENV __VU __ITER artillery sinon td assert expect should context ava t tap QUnit Benchmark bench trigger_error define requirejs require
  SharedArrayBuffer Atomics FinalizationGroup Module FS ENVIRONMENT_IS_NODE wasmTable Ember DS Meteor Mongo Accounts Npm Package Deno Bun process Buffer global globalThis
  artifacts contract web3 ethers hre network Web3 ethereum tronWeb solana acquireVsCodeApi vscode chrome browser safari opera opr msBrowser unsafeWindow cloneInto exportFunction
  SillyTavern Spicetify BdApi logseq obsidian Zotero ChromeUtils Services Components Cu Cc Ci Cr XPCOMUtils ScriptApp SpreadsheetApp DriveApp UrlFetchApp Logger Utilities PropertiesService HtmlService
  CacheService GmailApp DocumentApp CalendarApp ContentService LockService MailApp Session FormApp SlidesApp turbo Turbo Stimulus htmx Alpine Livewire Shopify Drupal drupalSettings wp wpApiSettings ajaxurl
  Joomla gettext ngettext pgettext interpolate gettext_noop django grp AudioWorkletGlobalScope registerProcessor sampleRate currentTime registerPaint caches clients registration skipWaiting importScripts
`;

const environments = Object.entries(globals).filter(([name]) => !FOREIGN.has(name));

/** The language's own names. */
export const BUILTINS: ReadonlySet<string> = new Set([...Object.keys(globals.builtin), 'arguments']);

/** Every name of every environment whose code may be a module. */
export const KNOWN_GLOBALS: ReadonlySet<string> = new Set([...environments.flatMap(([, names]) => Object.keys(names)), ...PROVIDED.trim().split(/\s+/)]);
