/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mechanisms tell: the examples of their RFCs and of MS-NLMP, and messages that
 * are cut, wrong or hostile.  Each message lies against a page that may not be touched. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/sasl.h"
#include "dissect/smtp-command.h"
#include "tests/support/guard-page.h"
#include "tests/support/sasl-messages.h"

/* 'c' the client, 's' the server: text, to be sent in base64; 'C', 'S' as it is; 'h',
 * 'H' (client, server): hexadecimal digits of octets to be sent in base64; 'g', 'G': a
 * gap in the stream of the client, of the server. */
typedef struct Step {
  char who;
  const char *text;
} Step;

typedef struct Case {
  const char *name;
  const char *command;
  Step steps[8];
  const char *wanted;
} Case;

#define RFC_2831_CHALLENGE                                                                                             \
  "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",algorithm=md5-sess,charset=utf-8"
#define RFC_2831_RESPONSE                                                                                              \
  "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",nc=00000001,"               \
  "cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\",response=d388dad90d4bbd760a152321f2143af7,"       \
  "qop=auth"
#define RFC_5802_SERVER "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define RFC_5802_FINAL "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="

static const Case cases[] = {
  { "PLAIN, RFC 4616 §4",
    "AUTH PLAIN",
    { { 's', "" }, { 'C', "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" } },
    "user=tim password=tanstaaftanstaaf secret=password" },
  { "PLAIN with an authzid, RFC 4616 §4",
    "AUTH PLAIN",
    { { 's', "" }, { 'C', "VXJzZWwAS3VydAB4aXBqM3BsbXE=" } },
    "user=Kurt authzid=Ursel password=xipj3plmq secret=password" },
  { "PLAIN, the name in the wrong place",
    "AUTH PLAIN dXNlcm5hbWUAAHBhc3N3b3Jk",
    { { 0, NULL } },
    "user=username authzid=username password=password secret=password" },
  { "PLAIN, nothing said", "AUTH PLAIN", { { 's', "" } }, "secret=none" },
  { "PLAIN, UTF-8",
    "AUTH PLAIN AGrDtnJnAHDDpHNz",
    { { 0, NULL } },
    "user=j\xc3\xb6rg password=p\xc3\xa4ss secret=password" },
  { "PLAIN without NUL", "AUTH PLAIN YWxpY2U=", { { 0, NULL } }, "malformed" },
  { "PLAIN, a password without name",
    "AUTH PLAIN AABzZWNyZXQ=",
    { { 0, NULL } },
    "user= password=secret secret=password" },
  { "LOGIN, prompts of another kind",
    "AUTH LOGIN",
    { { 's', "User Name\0" }, { 'c', "alice" }, { 's', "Kennwort:" }, { 'c', "secret" } },
    "user=alice password=secret secret=password" },
  { "LOGIN, prompts in plain words",
    "AUTH LOGIN",
    { { 'S', "Username:" }, { 'c', "alice" }, { 'S', "Password:" }, { 'c', "secret" } },
    "user=alice password=secret secret=password" },
  { "LOGIN, the name at once, and asked for again",
    "AUTH LOGIN YWxpY2U=",
    { { 's', "Username:" }, { 'c', "alice" }, { 's', "Password:" }, { 'c', "secret" } },
    "user=alice password=secret secret=password" },
  { "LOGIN, the name at once, the password whatever is asked",
    "AUTH LOGIN YWxpY2U=",
    { { 's', "Username:" }, { 'c', "secret" } },
    "user=alice password=secret secret=password" },
  { "LOGIN, the name lost",
    "AUTH LOGIN",
    { { 's', "Username:" }, { 'g', "" }, { 's', "Password:" }, { 'c', "secret" } },
    "password=secret secret=password gap" },
  { "LOGIN, name and question lost", "AUTH LOGIN", { { 's', "Username:" }, { 'g', "" }, { 'c', "secret" } }, "gap" },
  { "LOGIN, the questions lost",
    "AUTH LOGIN",
    { { 'G', "" }, { 'c', "alice" }, { 'G', "" }, { 'c', "secret" } },
    "user=alice password=secret secret=password" },
  { "LOGIN, the name alone", "AUTH LOGIN", { { 's', "Username:" }, { 'c', "alice" } }, "user=alice secret=none" },
  { "EXTERNAL", "AUTH EXTERNAL =", { { 0, NULL } }, "secret=none" },
  { "EXTERNAL with a name",
    "AUTH EXTERNAL ZnJlZEBleGFtcGxlLmNvbQ==",
    { { 0, NULL } },
    "authzid=fred@example.com secret=none" },
  { "ANONYMOUS", "AUTH ANONYMOUS c2lyaGM=", { { 0, NULL } }, "trace=sirhc secret=none" },
  { "XOAUTH2",
    "AUTH XOAUTH2",
    { { 's', "" }, { 'c', "user=a@x\1auth=Bearer t0k=\1\1" } },
    "user=a@x password=Bearer t0k= secret=token" },
  { "XOAUTH2 refused",
    "AUTH XOAUTH2",
    { { 's', "" },
      { 'c', "user=a@x\1auth=Bearer t0k\1\1" },
      { 's', "{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.example/\"}" },
      { 'c', "" } },
    "user=a@x password=Bearer t0k server_error=401 scope=https://mail.example/ secret=token" },
  { "OAUTHBEARER, RFC 7628 §4.1",
    "AUTH OAUTHBEARER",
    { { 's', "" },
      { 'c', "n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer "
             "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1"
             "\1" } },
    "user=user@example.com password=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg== host=server.example.com "
    "port=143 secret=token" },
  { "OAUTHBEARER refused, RFC 7628 §4.3",
    "AUTH OAUTHBEARER",
    { { 's', "" },
      { 'c', "n,,\1auth=Bearer vF9\1\1" },
      { 's', "{ \"status\" : \"invalid_token\", \"scope\":\"example_scope\" }" },
      { 'c', "\1" } },
    "password=Bearer vF9 server_error=invalid_token scope=example_scope secret=token" },
  { "OAUTHBEARER, a comma that does not come",
    "AUTH OAUTHBEARER",
    { { 's', "" }, { 'c', "n,a=user" } },
    "user=user malformed" },
  { "CRAM-MD5, RFC 2195 §2",
    "AUTH CRAM-MD5",
    { { 'S', "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+" },
      { 'C', "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw" } },
    "user=tim server_dns_name=postoffice.reston.mci.net challenge=<1896.697170952@postoffice.reston.mci.net> "
    "response=b913a602c7eda7a495b4e6e7334d3890 secret=challenge-response" },
  { "CRAM-MD5, a name with a space",
    "AUTH CRAM-MD5",
    { { 's', "<1@x>" }, { 'c', "t i b91" } },
    "user=t i server_dns_name=x challenge=<1@x> response=b91 secret=challenge-response" },
  { "CRAM-MD5 without challenge",
    "AUTH CRAM-MD5",
    { { 'G', "" }, { 'c', "tim b913" } },
    "user=tim response=b913 secret=challenge-response" },
  { "CRAM-MD5 without digest",
    "AUTH CRAM-MD5",
    { { 's', "<1@x>" }, { 'c', "tim" } },
    "server_dns_name=x challenge=<1@x> malformed" },
  { "DIGEST-MD5, RFC 2831 §4",
    "AUTH DIGEST-MD5",
    { { 's', RFC_2831_CHALLENGE },
      { 'c', RFC_2831_RESPONSE },
      { 's', "rspauth=ea40f60335c427b5527b84dbabcdfffd" },
      { 'c', "" } },
    "user=chris realm=elwood.innosoft.com service=imap host=elwood.innosoft.com qop=auth "
    "server_target=elwood.innosoft.com response=d388dad90d4bbd760a152321f2143af7 nonce=OA6MG9tEQGm2hh "
    "client_nonce=OA6MHXh6VqTrRk nonce_count=00000001 digest_uri=imap/elwood.innosoft.com "
    "digest_realm=elwood.innosoft.com server_proof=ea40f60335c427b5527b84dbabcdfffd secret=challenge-response "
    "masked=rspauth=ea40f60335c427b5527b84dbabcdfffd" },
  { "DIGEST-MD5, quotes, escapes, spaces",
    "AUTH DIGEST-MD5",
    { { 's', "nonce=\"a,b\"" },
      { 'c', " username = \"a\\\"b\\\\c,d\" ,, nonce=\"a,b\",authzid=\"z\", response = 0123 " } },
    "user=a\"b\\c,d authzid=z response=0123 nonce=a,b secret=challenge-response" },
  { "DIGEST-MD5, a quote that does not end",
    "AUTH DIGEST-MD5",
    { { 'c', "username=\"chris,response=12" } },
    "user=chris,response=12 malformed" },
  { "DIGEST-MD5, nonsense", "AUTH DIGEST-MD5", { { 's', "what" }, { 'c', "no directive here" } }, "malformed" },
  { "SCRAM-SHA-1, RFC 5802 §5",
    "AUTH SCRAM-SHA-1",
    { { 's', "" },
      { 'c', "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL" },
      { 's', RFC_5802_SERVER },
      { 'c', RFC_5802_FINAL },
      { 's', "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
      { 'c', "" } },
    "user=user iterations=4096 response=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= nonce=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j "
    "client_nonce=fyko+d2lbbFgONRv9qkxdawL "
    "salt=QSXCR+Q6sek8bf92 server_proof=rmF9pqV8S7suAoZWja4dJRkFsKQ= secret=proof "
    "masked=v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
  { "SCRAM-SHA-256, RFC 7677 §3",
    "AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=",
    { { 's', "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096" },
      { 'c', "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
             "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=" } },
    "user=user iterations=4096 response=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= "
    "nonce=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0 client_nonce=rOprNGfwEbeRWgbNEkqO "
    "salt=W22ZaJ0SNY7soEsUEjb6gQ== secret=proof" },
  { "SCRAM-SHA-256-PLUS, authzid and escapes",
    "AUTH SCRAM-SHA-256-PLUS",
    { { 's', "" }, { 'c', "p=tls-server-end-point,a=ad=2Cmin,n=u=3Dser=,r=abc,x=1" }, { 's', "e=other-error" } },
    "user=u=ser= authzid=ad,min channel_binding=tls-server-end-point server_error=other-error client_nonce=abc "
    "secret=none" },
  { "SCRAM, the first message lost",
    "AUTH SCRAM-SHA-1",
    { { 's', "" }, { 'g', "" }, { 's', RFC_5802_SERVER }, { 'c', RFC_5802_FINAL } },
    "iterations=4096 response=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= nonce=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j "
    "salt=QSXCR+Q6sek8bf92 secret=proof gap" },
  { "SCRAM, nonsense", "AUTH SCRAM-SHA-1", { { 'c', ",,,=,n" }, { 's', "i=99999999999,s" } }, "malformed" },
  { "NTLM version 1, MS-NLMP §4.2.2",
    "AUTH NTLM",
    { { 'S', "NTLM supported" }, { 'h', NTLM_NEG }, { 'H', NTLM_V1CHAL }, { 'h', NTLM_V1 } },
    "user=User domain=Domain workstation=COMPUTER variant=NTLMv1 client_version=5.1.2600 server_target=Server "
    "server_version=6.0.6000 challenge=\\01#Eg\\89\\ab\\cd\\ef "
    "response=g\\c40\\11\\f3\\02\\98\\a2\\ad5\\ec\\e6O\\163\\1cD\\bd\\be\\d9'\\84\\1f\\94 "
    "lm_response=\\98\\de\\f7\\b8\\7f\\88\\aa]\\af\\e2\\dfw\\96\\88\\a1r\\de\\f1\\1c}\\5c\\cd\\ef\\13 "
    "secret=challenge-response" },
  { "NTLM version 2, MS-NLMP §4.2.4",
    "AUTH NTLM",
    { { 'H', NTLM_V2CHAL }, { 'h', NTLM_V2 } },
    "user=User domain=Domain workstation=COMPUTER variant=NTLMv2 client_version=5.1.2600 server_target=Server "
    "server_name=Server server_domain=Domain server_version=6.0.6000 challenge=\\01#Eg\\89\\ab\\cd\\ef response+84 "
    "lm_response=\\86\\c3P\\97\\ac\\9c\\ec\\10%TvJW\\cc\\cc\\19\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\aa "
    "secret=challenge-response" },
  { "NTLM version 1 with session security",
    "AUTH NTLM",
    { { 'h', NTLM_ESS } },
    "user=User domain=Domain workstation=COMPUTER variant=NTLMv1 with session security client_version=5.1.2600 "
    "response=u7\\f8\\03\\ae6q(\\caE\\82\\04\\bd\\e7\\ca\\f8\\1e\\97\\ed&\\83&r2 "
    "lm_response=\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00 "
    "secret=challenge-response" },
  { "NTLM, nobody",
    "AUTH NTLM",
    { { 'h', NTLM_ANON } },
    "domain= variant=anonymous client_version=5.1.2600 secret=none" },
  { "NTLM of an old client, not in Unicode",
    "AUTH NTLM",
    { { 'h', NTLM_OLD } },
    "user=user domain=Domain workstation=WS variant=NTLMv1 "
    "response=g\\c40\\11\\f3\\02\\98\\a2\\ad5\\ec\\e6O\\163\\1cD\\bd\\be\\d9'\\84\\1f\\94 "
    "lm_response=\\98\\de\\f7\\b8\\7f\\88\\aa]\\af\\e2\\dfw\\96\\88\\a1r\\de\\f1\\1c}\\5c\\cd\\ef\\13 "
    "secret=challenge-response" },
  { "NTLM, a name beyond the first plane",
    "AUTH NTLM",
    { { 'h', NTLM_EMOJI } },
    "user=J\xc3\xb6rg\xf0\x9f\x98\x80 domain=Dom workstation=PC variant=NTLMv1 with session security "
    "client_version=5.1.2600 "
    "response=u7\\f8\\03\\ae6q(\\caE\\82\\04\\bd\\e7\\ca\\f8\\1e\\97\\ed&\\83&r2 "
    "lm_response=\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00 "
    "secret=challenge-response" },
  { "NTLM, a name that points out of the message",
    "AUTH NTLM",
    { { 'h', NTLM_BAD } },
    "domain=Domain workstation=COMPUTER variant=NTLMv2 client_version=5.1.2600 server_name=Server "
    "server_domain=Domain response+84 "
    "lm_response=\\86\\c3P\\97\\ac\\9c\\ec\\10%TvJW\\cc\\cc\\19\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\aa "
    "secret=challenge-response malformed" },
  { "NTLM, the name alone", "AUTH NTLM TlRMTVNTUAADAAAA", { { 0, NULL } }, "malformed" },
  { "GSS-SPNEGO with NTLM inside",
    "AUTH GSS-SPNEGO",
    { { 's', "" }, { 'h', SPN_INIT }, { 'H', SPN_CHAL }, { 'h', SPN_RESP } },
    "user=User domain=Domain workstation=COMPUTER variant=NTLMv2 client_version=5.1.2600 server_target=Server "
    "server_name=Server server_domain=Domain server_version=6.0.6000 challenge=\\01#Eg\\89\\ab\\cd\\ef response+84 "
    "lm_response=\\86\\c3P\\97\\ac\\9c\\ec\\10%TvJW\\cc\\cc\\19\\aa\\aa\\aa\\aa\\aa\\aa\\aa\\aa "
    "secret=challenge-response" },
  { "GSSAPI with Kerberos",
    "AUTH GSSAPI",
    { { 's', "" }, { 'h', KRB }, { 'S', "YAA=" }, { 'c', "" } },
    "realm=EXAMPLE.COM service=smtp/mail.example.com variant=Kerberos 5 secret=none" },
  { "GSS-SPNEGO with Kerberos",
    "AUTH GSS-SPNEGO",
    { { 'h', SPN_KRB } },
    "realm=EXAMPLE.COM service=smtp/mail.example.com variant=Kerberos 5 secret=none" },
  { "GSSAPI, nonsense", "AUTH GSSAPI", { { 'h', "6084ffffffff06" } }, "malformed" },
  { "a mechanism nobody knows", "AUTH X-FOO", { { 's', "a" }, { 'c', "b" } }, "" },
  { "padding forgotten",
    "AUTH PLAIN AGFsaWNlAHNlY3JldA",
    { { 0, NULL } },
    "user=alice password=secret secret=password bad" },
  { "octets between the digits",
    "AUTH PLAIN AGFs-aWNl.AHNl!Y3Jl?dA==",
    { { 0, NULL } },
    "user=alice password=secret secret=password bad" },
  { "cancelled",
    "AUTH CRAM-MD5",
    { { 's', "<1@x>" }, { 'C', "*" } },
    "server_dns_name=x challenge=<1@x> secret=none cancelled" },
};

static const char *const field_names[SASL_FIELDS] = {
  [SASL_CHALLENGE] = "challenge",
  [SASL_RESPONSE] = "response",
  [SASL_LM_RESPONSE] = "lm_response",
  [SASL_NONCE] = "nonce",
  [SASL_CLIENT_NONCE] = "client_nonce",
  [SASL_NONCE_COUNT] = "nonce_count",
  [SASL_DIGEST_URI] = "digest_uri",
  [SASL_DIGEST_REALM] = "digest_realm",
  [SASL_SALT] = "salt",
  [SASL_SERVER_PROOF] = "server_proof",
};

/* Long ones by their length. */
static void
append (GString *text, const char *label, Octets octets)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, label);
  if (octets.length > 70)
    {
      g_string_append_printf (text, "+%zu", octets.length);
      return;
    }
  g_string_append_c (text, '=');
  bool utf8 = g_utf8_validate ((const char *) octets.at, (gssize) octets.length, NULL);
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] < 0x20 || (octets.at[i] >= 0x7f && !utf8) || (octets.at[i] == '\\' && !utf8))
      g_string_append_printf (text, "\\%02x", octets.at[i]);
    else
      g_string_append_c (text, (char) octets.at[i]);
}

static GByteArray *
octets_of_step (const Step *step)
{
  GByteArray *octets = g_byte_array_new ();
  if (step->who != 'h' && step->who != 'H')
    return g_byte_array_append (octets, (const uint8_t *) step->text, (guint) strlen (step->text));
  for (const char *digit = step->text; *digit != '\0'; digit += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (digit[0]) << 4 | g_ascii_xdigit_value (digit[1]));
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static char *
line_of_step (const Step *step)
{
  if (step->who == 'C' || step->who == 'S')
    return g_strdup (step->text);
  g_autoptr (GByteArray) octets = octets_of_step (step);
  return octets->len == 0 ? g_strdup ("") : g_base64_encode (octets->data, octets->len);
}

static void
take_step (SmtpAuth *auth, Arena *arena, const Step *step, GString *masked)
{
  if (step->who == 'g' || step->who == 'G')
    {
      smtp_auth_gap (auth, step->who == 'g' ? SIDE_CLIENT : SIDE_SERVER);
      return;
    }
  g_autofree char *line = line_of_step (step);
  /* The dialogue keeps the lines for as long as the exchange. */
  Octets kept = arena_copy (arena, octets_of_string (line)), secret = OCTETS_NONE;
  if (g_ascii_tolower (step->who) == 'c' || step->who == 'h')
    {
      smtp_auth_client_line (auth, arena, kept, &secret);
      return;
    }
  smtp_auth_challenge (auth, arena, kept, &secret);
  if (secret.length > 0)
    {
      assert_true (secret.at >= kept.at && secret.at + secret.length <= kept.at + kept.length);
      bool bad = false;
      append (masked, "masked", sasl_base64 (arena, secret, &bad));
    }
}

static char *
describe (const SmtpAuth *auth, const GString *masked)
{
  GString *text = g_string_new (NULL);
  Octets value;
  if (auth->has_username)
    append (text, "user", auth->username);
  if (auth->authzid.length > 0)
    append (text, "authzid", auth->authzid);
  if (auth->has_password)
    append (text, "password", auth->password);
  for (SaslField field = 0; field < SASL_FIELDS; field++)
    if (sasl_value (auth, field, &value))
      append (text, sasl_fields[field].name != NULL ? sasl_fields[field].name : field_names[field], value);
  if (smtp_auth_secret (auth) != SASL_SECRET_UNKNOWN)
    append (text, "secret", octets_of_string (sasl_secret_name (smtp_auth_secret (auth))));
  const struct {
    bool there;
    const char *word;
  } words[] = {
    { auth->gap, "gap" },
    { auth->malformed, "malformed" },
    { auth->bad_base64, "bad" },
    { auth->cancelled, "cancelled" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].there)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i].word);
  if (masked->len > 0)
    g_string_append_printf (text, " %s", masked->str);
  return g_string_free (text, FALSE);
}

static void
test_exchanges (void **state)
{
  (void) state;
  unsigned failures = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Arena *arena = arena_new ();
      g_autoptr (GString) masked = g_string_new (NULL);
      SmtpAuth *auth = smtp_auth_begin (arena, smtp_command_parse (arena, octets_of_string (cases[i].command)));
      for (size_t j = 0; j < G_N_ELEMENTS (cases[i].steps) && cases[i].steps[j].who != 0; j++)
        take_step (auth, arena, &cases[i].steps[j], masked);
      g_autofree char *got = describe (auth, masked);
      if (strcmp (got, cases[i].wanted) != 0)
        {
          print_error ("%s:\nwanted %s\ngot    %s\n", cases[i].name, cases[i].wanted, got);
          failures++;
        }
      arena_free (arena);
    }
  assert_int_equal (failures, 0);
}

/* Every message of the table, cut at every length, at the end of a page: nothing behind
 * it is read, and a name that is told lies in what was given or was copied whole. */
static void
test_cut_messages (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (cases[i].steps) && cases[i].steps[j].who != 0; j++)
      {
        const Step *step = &cases[i].steps[j];
        if (step->who == 'g' || step->who == 'G')
          continue;
        const SaslMechanism *mechanism = sasl_mechanism (octets_of_string (cases[i].command + strlen ("AUTH ")));
        g_autoptr (GByteArray) octets = octets_of_step (step);
        for (guint length = 0; length <= octets->len; length++)
          {
            GuardPage guard = guard_page_new (octets->data, length);
            Arena *arena = arena_new ();
            SmtpAuth auth = { .mechanism = octets_of_string (cases[i].command + strlen ("AUTH ")) };
            Octets message = octets_of (guard.octets, guard.length);
            if (mechanism->response != NULL)
              mechanism->response (&auth, arena, message);
            if (mechanism->challenge != NULL)
              mechanism->challenge (&auth, arena, message);
            g_autoptr (GString) nothing = g_string_new (NULL);
            g_autofree char *read = describe (&auth, nothing); /* touches every octet that is told */
            assert_non_null (read);
            arena_free (arena);
            guard_page_clear (&guard);
          }
      }
}

/* What has a name in JSON has words of its own or is left to it; material has neither. */
static void
test_fields (void **state)
{
  (void) state;
  for (SaslField field = 0; field < SASL_FIELDS; field++)
    {
      const SaslFieldRow *row = &sasl_fields[field];
      assert_int_equal (row->kind == SASL_MATERIAL, row->name == NULL);
      assert_true (row->name != NULL || row->words == NULL);
      for (SaslField other = 0; row->name != NULL && other < field; other++)
        assert_true (sasl_fields[other].name == NULL || strcmp (sasl_fields[other].name, row->name) != 0);
    }
}

static void
test_utf16 (void **state)
{
  (void) state;
  static const struct {
    const char *octets;
    size_t length;
    const char *text;
  } rows[] = {
    { "a\0b\0", 4, "ab" },
    { "a\0b", 3, "a" }, /* half a unit */
    { "\x3d\xd8\x00\xde", 4, "\xf0\x9f\x98\x80" },
    { "\x3d\xd8", 2, "\xef\xbf\xbd" },
    { "\x00\xde"
      "a\0",
      4,
      "\xef\xbf\xbd"
      "a" },
    { "\x3d\xd8"
      "a\0",
      4,
      "\xef\xbf\xbd"
      "a" },
    { "", 0, "" },
  };
  Arena *arena = arena_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_string_equal ((const char *) sasl_utf16 (arena, octets_of (rows[i].octets, rows[i].length)).at,
                         rows[i].text);
  arena_free (arena);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_exchanges),
    cmocka_unit_test (test_cut_messages),
    cmocka_unit_test (test_fields),
    cmocka_unit_test (test_utf16),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
