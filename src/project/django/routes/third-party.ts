/** URL names that well-known third-party urlconfs bring, from the packages' own documentation and sources. Pure data. */

/** Module of the urlconf -> the names it defines, with the namespaces that it sets itself. */
const KNOWN: readonly (readonly [module: string, names: RegExp])[] = [
  ['django.contrib.auth.urls', /^(login|logout|password_(change|reset)(_done|_confirm|_complete)?)$/],
  ['django.conf.urls.i18n', /^set_language$/],
  ['django.contrib.admindocs.urls', /^django-admindocs-/],
  ['django.contrib.flatpages.urls', /^django\.contrib\.flatpages/],
  ['rest_framework.urls', /^rest_framework:/],
  ['debug_toolbar', /^djdt:/],
  ['allauth', /^((account|socialaccount|mfa|usersessions|openid|headless|idp)[_:].*|.*_(login|callback|login_by_token|login_cancelled|login_error|acs|sls|metadata|finish_acs))$/],
  ['dj_rest_auth', /^(rest|account)_/],
  ['rest_auth', /^(rest|account)_/],
  ['silk', /^silk:/],
  ['django_prometheus', /^prometheus-/],
  ['health_check', /^health_check:/],
  ['social_django', /^social:/],
  ['oauth2_provider', /^oauth2_provider:/],
  ['ckeditor_uploader', /^ckeditor_/],
  ['rosetta', /^rosetta/],
  ['hijack', /^hijack:/],
  ['impersonate', /^impersonate-/],
  ['captcha', /^captcha-/],
  ['tinymce', /^tinymce-/],
  ['django_browser_reload', /^django_browser_reload:/],
  ['djoser.urls.authtoken', /^(login|logout)$/],
  ['djoser.urls.jwt', /^jwt-/],
  ['djoser.urls', /^user/],
  ['django_rq', /^rq_/],
  ['loginas', /^loginas-/],
  ['watchman', /^watchman:/],
  ['knox', /^knox_/],
  ['django_summernote', /^django_summernote-/],
  ['django_select2', /^django_select2:/],
  ['django_comments', /^comments-/],
  ['grappelli', /^grp_/],
  ['markdownx', /^markdownx_/],
  ['anymail', /^anymail:/],
  ['notifications', /^notifications:/],
  ['robots', /^robots_/],
];

/**
 * The names that the urlconf of a module outside the repository defines below its own place; null when any may be there.
 * @param dotted the module, or the list within it: `allauth.urls`, `debug_toolbar.urls.urlpatterns`.
 */
export function thirdPartyNames(dotted: string): RegExp | null {
  return KNOWN.find(([module]) => dotted === module || dotted.startsWith(`${module}.`))?.[1] ?? null;
}
