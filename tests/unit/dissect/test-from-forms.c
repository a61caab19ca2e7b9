/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of the sender on which programs disagree: each by name, honest ones, and some
 * ten thousand generated values held against a grammar written a second time. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/from-forms.h"

#include "tests/support/guard-page.h"

#define L "admin@legitimate.example"
#define A "any@attack.example"

static GPtrArray *
forms_of (Octets header)
{
  HeaderField fields[16];
  size_t count = header_fields_scan (header, fields, G_N_ELEMENTS (fields), NULL);
  HeaderSection section = { .fields = fields, .count = count, .whole = true };
  GPtrArray *forms = from_forms_of_header (&section);
  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      const SenderForm *form = g_ptr_array_index (forms, i);
      assert_true (form->count >= 2 && form->words[0] != '\0');
      for (unsigned k = 0; k < form->count; k++)
        assert_non_null (form->reading[k].takes);
    }
  return forms;
}

static const SenderForm *
find (const GPtrArray *forms, const char *code)
{
  for (guint i = 0; forms != NULL && i < forms->len; i++)
    if (strcmp (((SenderForm *) g_ptr_array_index (forms, i))->code, code) == 0)
      return g_ptr_array_index (forms, i);
  return NULL;
}

static bool
takes (const SenderForm *form, const char *address)
{
  for (unsigned i = 0; i < form->count; i++)
    if (strcmp (form->reading[i].takes, address) == 0)
      return true;
  return false;
}

static void
forms_unref (GPtrArray *forms)
{
  if (forms != NULL)
    g_ptr_array_unref (forms);
}

typedef struct FormCase {
  const char *name;
  Octets header;
  const char *code; /* NULL: silent */
  FormWeight weight;
  const char *one, *other; /* readings; NULL: any */
} FormCase;

#define FROM(value) OCTETS ("From: " value "\r\nTo: b@c.example\r\n\r\n")

static const FormCase cases[] = {
  { "two fields", OCTETS ("From: " L "\r\nFrom: " A "\r\n\r\n"), "several-fields", FORM_HIGH, L, A },
  { "leading space", OCTETS (" From: " A "\r\nFrom: " L "\r\n\r\n"), "leading-space", FORM_HIGH, A, L },
  { "leading tab", OCTETS ("\tFrom: " A "\r\nFrom: " L "\r\n\r\n"), "leading-space", FORM_HIGH, A, L },
  { "space before the colon", OCTETS ("From : " A "\r\nFrom: " L "\r\n\r\n"), "space-before-colon", FORM_HIGH, A, L },
  { "tab before the colon", OCTETS ("From\t: " A "\r\n\r\n"), "space-before-colon", FORM_HIGH, A, "nobody" },
  { "folded name", OCTETS ("From\r\n : " A "\r\nFrom: " L "\r\n\r\n"), "folded-name", FORM_HIGH, A, L },
  { "Sender for From", OCTETS ("From\r\n : " A "\r\nSender: " L "\r\n\r\n"), "stands-in", FORM_HIGH, L, "nobody" },
  { "Resent-From for From", OCTETS ("Resent-From: " L "\r\n\r\n"), "stands-in", FORM_HIGH, L, "nobody" },
  { "Cyrillic o", OCTETS ("Fr\xd0\xbem: " A "\r\nFrom: " L "\r\n\r\n"), "name-look-alike", FORM_HIGH, A, L },
  { "NUL behind the name", OCTETS ("From\0: " A "\r\nFrom: " L "\r\n\r\n"), "name-look-alike", FORM_HIGH, A, L },
  { "no-break space", OCTETS ("From\xc2\xa0: " A "\r\n\r\n"), "name-look-alike", FORM_HIGH, A, NULL },
  { "8-bit octet behind the name", OCTETS ("From\xa0: " A "\r\n\r\n"), "name-look-alike", FORM_HIGH, A, NULL },
  { "full width", OCTETS ("\xef\xbc\xa6rom: " A "\r\n\r\n"), "name-look-alike", FORM_HIGH, A, NULL },
  { "no From", OCTETS ("Subject: x\r\n\r\n"), "no-from", FORM_LOW, "nobody", NULL },
  { "empty", FROM (""), "empty-from", FORM_LOW, "nobody", NULL },
  { "null", FROM ("<>"), "empty-from", FORM_LOW, "nobody", NULL },
  { "two mailboxes", FROM (L ", " A), "several-mailboxes", FORM_HIGH, L, A },
  { "two of one organization", FROM ("a@x.example, b@x.example"), "several-mailboxes", FORM_MEDIUM, NULL, NULL },
  { "encoded address", FROM ("=?utf-8?B?YWRtaW5AbGVnaXRpbWF0ZS5leGFtcGxl?= <" A ">"), "encoded-address", FORM_HIGH, L,
    A },
  { "encoded address in two words", FROM ("=?utf-8?Q?admin=40legit?= =?utf-8?Q?imate.example?= <" A ">"),
    "encoded-address", FORM_HIGH, L, A },
  { "encoded address, a comma", FROM ("=?utf-8?B?YWRtaW5AbGVnaXRpbWF0ZS5leGFtcGxl?=,<" A ">"), "encoded-address",
    FORM_HIGH, L, NULL },
  { "encoded newline", FROM ("=?utf-8?Q?a=0D=0AFrom=3A_x?= <" A ">"), "encoded-newline", FORM_HIGH, A, NULL },
  { "encoded line elsewhere", OCTETS ("Subject: =?utf-8?Q?a=0D=0AFrom:_x?=\r\nFrom: " A "\r\n\r\n"), "encoded-line",
    FORM_HIGH, NULL, NULL },
  { "hidden line", OCTETS ("Subject: a\rFrom: " L "\r\nFrom: " A "\r\n\r\n"), "hidden-line", FORM_HIGH, NULL, NULL },
  { "quoted mailbox", FROM ("\"Admin <" L ">\" <" A ">"), "quoted-address", FORM_HIGH, L, A },
  { "comment", FROM ("<" A "> (" L ")"), "comment-address", FORM_HIGH, L, A },
  { "comment inside", FROM ("<admin@legitimate.example(x).attack.example>"), "comment-inside", FORM_HIGH, L,
    "admin@legitimate.example.attack.example" },
  { "space inside", FROM ("<admin@legitimate.example .attack.example>"), "space-inside", FORM_HIGH, L,
    "admin@legitimate.example.attack.example" },
  { "source route", FROM ("<@legitimate.example,@x.example:" A ">"), "source-route", FORM_HIGH, A, NULL },
  { "group", FROM ("Admins: " A ";"), "group", FORM_MEDIUM, A, "nobody" },
  { "quoted pair", FROM (L "\\,<" A ">"), "quoted-pair", FORM_HIGH, L, A },
  { "behind the bracket", FROM ("<" A ">" L), "text-behind-bracket", FORM_HIGH, L, A },
  { "before the bracket", FROM (L "<" A ">"), "address-before-bracket", FORM_HIGH, L, A },
  { "before the bracket, the same", FROM (A " <" A ">"), "address-before-bracket", FORM_LOW, A, NULL },
  { "no comma", FROM (L " " A), "missing-comma", FORM_HIGH, L, A },
  { "two at", FROM ("<alice@gm@ail.example>"), "two-at", FORM_HIGH, "alice@gm", NULL },
  { "quoted at", FROM ("<\"" L "\"@attack.example>"), "quoted-at", FORM_HIGH, NULL, NULL },
  { "meta", FROM ("<admin@legitimate.example'.attack.example>"), "meta-domain", FORM_HIGH, L, NULL },
  { "no end of quote", FROM ("\"Alice <" A ">"), "unbalanced", FORM_LOW, A, "nobody" },
  { "no end of bracket", FROM ("<" A), "unbalanced", FORM_LOW, A, NULL },
  { "no end of comment", FROM ("<admin@legitimate.example(attack.example>"), "unbalanced", FORM_HIGH, L, NULL },
  { "NUL", FROM (L "\0" A), "nul", FORM_HIGH, NULL, L },
  { "control", FROM ("a\x01" A), "control", FORM_MEDIUM, NULL, NULL },
  { "bare CR", FROM (L "\rx"), "bare-newline", FORM_HIGH, L, NULL },
  { "zero width", FROM ("<ad\xe2\x80\x8bmin@legitimate.example>"), "hidden-character", FORM_HIGH, NULL, NULL },
  { "no-break space in the address", FROM ("<admin\xc2\xa0@legitimate.example>"), "hidden-character", FORM_HIGH, NULL,
    NULL },
  { "turned name", FROM ("\xe2\x80\xaemoc.knab <" A ">"), "turned-text", FORM_HIGH, A, NULL },
  { "turned name, encoded", FROM ("=?utf-8?Q?=E2=80=AEmoc.knab?= <" A ">"), "turned-text", FORM_HIGH, A, NULL },
  { "mixed scripts",
    FROM ("<\xd0\xb0"
          "dmin@legitimate.example>"),
    "mixed-scripts", FORM_MEDIUM, NULL, NULL },
  { "no UTF-8", FROM ("M\xfcller <" A ">"), "unknown-charset", FORM_LOW, A, NULL },
  { "a local name alone", FROM ("root"), "words-without-address", FORM_LOW, NULL, NULL },
  { "an unquoted comma", FROM ("Smith, John <" A ">"), "words-without-address", FORM_LOW, A, NULL },
  { "unquoted brackets", FROM ("[Jira] <" A ">"), "out-of-form", FORM_LOW, A, NULL },
  { "a comma in front", FROM (", " A), "empty-element", FORM_LOW, A, NULL },
  { "signature, NUL",
    OCTETS ("DKIM-Signature: v=1; d=a.example; s=x.attack.example.\0.any; h=From\r\nFrom: " A "\r\n\r\n"), "signature",
    FORM_HIGH, "x.attack.example.", NULL },
  { "signature, quote", OCTETS ("DKIM-Signature: v=1; d=legit.example'a.attack.example; s=x\r\nFrom: " A "\r\n\r\n"),
    "signature", FORM_HIGH, "legit.example", "legit.example'a.attack.example" },

  { "an address", FROM ("alice@example.com"), NULL, 0, NULL, NULL },
  { "in brackets", FROM ("<alice@example.com>"), NULL, 0, NULL, NULL },
  { "with a name", FROM ("Alice <alice@example.com>"), NULL, 0, NULL, NULL },
  { "name and initial", FROM ("Alice B. Smith <alice@example.com>"), NULL, 0, NULL, NULL },
  { "a name behind", FROM ("alice@example.com (Alice)"), NULL, 0, NULL, NULL },
  { "nested comment", FROM ("alice@example.com (Alice (at work))"), NULL, 0, NULL, NULL },
  { "Last, First", FROM ("\"Smith, John\" <john@example.com>"), NULL, 0, NULL, NULL },
  { "quotes inside", FROM ("\"John \\\"Jack\\\" Smith\" <john@example.com>"), NULL, 0, NULL, NULL },
  { "a comment in the name", FROM ("Alice (Sales) <alice@example.com>"), NULL, 0, NULL, NULL },
  { "encoded name", FROM ("=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.com>"), NULL, 0, NULL, NULL },
  { "encoded Japanese", FROM ("=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <taro@example.jp>"), NULL, 0, NULL, NULL },
  { "encoded in quotes", FROM ("\"=?UTF-8?B?SsO8cmdlbg==?=\" <juergen@example.com>"), NULL, 0, NULL, NULL },
  { "encoded own address", FROM ("=?UTF-8?Q?alice=40example.com?= <alice@example.com>"), NULL, 0, NULL, NULL },
  { "quoted own address", FROM ("\"alice@example.com\" <alice@example.com>"), NULL, 0, NULL, NULL },
  { "via a list", FROM ("\"alice@example.com via List\" <list@lists.example.net>"), NULL, 0, NULL, NULL },
  { "via a list, encoded", FROM ("=?UTF-8?Q?alice=40example.com_via_List?= <list@lists.example.net>"), NULL, 0, NULL,
    NULL },
  { "via in single quotes", FROM ("'Alice' via List <list@lists.example.net>"), NULL, 0, NULL, NULL },
  { "an apostrophe", FROM ("Miles O'Brien <o'brien@example.com>"), NULL, 0, NULL, NULL },
  { "folded", FROM ("\"A very long name of somebody, who writes\"\r\n <alice@example.com>"), NULL, 0, NULL, NULL },
  { "folded by tab", FROM ("Alice\r\n\t<alice@example.com>"), NULL, 0, NULL, NULL },
  { "IDN",
    FROM ("J\xc3\xbcrgen <info@b\xc3\xbc"
          "cher.example>"),
    NULL, 0, NULL, NULL },
  { "Cyrillic address",
    FROM ("<\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd@\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84>"), NULL, 0,
    NULL, NULL },
  { "punycode", FROM ("info@xn--bcher-kva.example"), NULL, 0, NULL, NULL },
  { "literal", FROM ("alice@[192.0.2.1]"), NULL, 0, NULL, NULL },
  { "quoted local part", FROM ("\"alice smith\"@example.com"), NULL, 0, NULL, NULL },
  { "plus", FROM ("alice+news=x@example.com"), NULL, 0, NULL, NULL },
  { "underscore in the domain", FROM ("root@my_host.example"), NULL, 0, NULL, NULL },
  { "spaces around", FROM ("  Alice  <alice@example.com>  "), NULL, 0, NULL, NULL },
  { "spaces in brackets", FROM ("Alice < alice@example.com >"), NULL, 0, NULL, NULL },
  { "no space", FROM ("Alice<alice@example.com>"), NULL, 0, NULL, NULL },
  { "several and Sender", OCTETS ("From: " L ", " A "\r\nSender: " L "\r\n\r\n"), NULL, 0, NULL, NULL },
  { "list with Sender", OCTETS ("From: " L "\r\nSender: list@lists.example.net\r\n\r\n"), NULL, 0, NULL, NULL },
  { "no-break space in a name",
    FROM ("Jean\xc2\xa0"
          "Dupont <jean@example.com>"),
    NULL, 0, NULL, NULL },
  { "ideographic space", FROM ("\xe5\xb1\xb1\xe7\x94\xb0\xe3\x80\x80\xe5\xa4\xaa\xe9\x83\x8e <taro@example.jp>"), NULL,
    0, NULL, NULL },
  { "a joiner in a name", FROM ("=?UTF-8?B?4oCN?= <taro@example.jp>"), NULL, 0, NULL, NULL },
  { "equal fields", OCTETS ("From: " L "\r\nFrom: " L "\r\n\r\n"), NULL, 0, NULL, NULL },
  { "mbox line", OCTETS ("From alice Mon Nov 23 10:00:00 2026\r\nFrom: " L "\r\n\r\n"), NULL, 0, NULL, NULL },
  { "LF alone", OCTETS ("From: Alice\n <alice@example.com>\nTo: b@c.example\n\n"), NULL, 0, NULL, NULL },
  { "lower case", OCTETS ("from: alice@example.com\r\n\r\n"), NULL, 0, NULL, NULL },
  { "a subject with a CR", OCTETS ("Subject: a\rb\r\nFrom: " L "\r\n\r\n"), NULL, 0, NULL, NULL },
  { "a subject about From", OCTETS ("Subject: x\r\n From: boss\r\nFrom: " L "\r\n\r\n"), NULL, 0, NULL, NULL },
  { "a signature",
    OCTETS ("DKIM-Signature: v=1; a=rsa-sha256; d=example.com;\r\n\ts=2026_a.mail; h=From;\r\n\tb=ab/c=\r\n"
            "From: " L "\r\n\r\n"),
    NULL, 0, NULL, NULL },
};

static void
knows_each_form (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const FormCase *one = &cases[i];
      GuardPage page = guard_page_new (one->header.at, one->header.length);
      GPtrArray *forms = forms_of (octets_of (page.octets, page.length));
      if (one->code == NULL && forms != NULL)
        fail_msg ("%s: %s", one->name, ((SenderForm *) g_ptr_array_index (forms, 0))->code);
      if (one->code != NULL)
        {
          const SenderForm *form = find (forms, one->code);
          if (form == NULL)
            fail_msg ("%s: %s", one->name,
                      forms != NULL ? ((SenderForm *) g_ptr_array_index (forms, 0))->code : "silent");
          if (form->weight != one->weight)
            fail_msg ("%s: weight %d", one->name, form->weight);
          if ((one->one != NULL && !takes (form, one->one)) || (one->other != NULL && !takes (form, one->other)))
            fail_msg ("%s: %s takes %s, %s takes %s", one->name, form->reading[0].reader, form->reading[0].takes,
                      form->reading[1].reader, form->reading[1].takes);
        }
      forms_unref (forms);
      guard_page_clear (&page);
    }
}

/* --- generated ------------------------------------------------------------------------ */

/* One mailbox by RFC 5322 §3.4, the "." of obsolete phrases with it; written apart from
 * the reader, to be held against it. */
static const char mailbox_grammar[] = "(?(DEFINE)"
                                      "(?<atom>[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x80-\\xff-]+)"
                                      "(?<comment>\\((?:[^()\\\\]|\\\\.|(?&comment))*\\))"
                                      "(?<cfws>(?:[ \\t]|(?&comment))*)"
                                      "(?<quoted>\"(?:[^\"\\\\]|\\\\.)*\")"
                                      "(?<word>(?&atom)|(?&quoted))"
                                      "(?<phrase>(?&word)(?:(?&cfws)(?:(?&word)|\\.))*)"
                                      "(?<dots>(?&atom)(?:\\.(?&atom))*)"
                                      "(?<spec>(?:(?&dots)|(?&quoted))@(?:(?&dots)|\\[[^\\[\\]\\\\]*\\]))"
                                      ")^(?&cfws)(?:(?&spec)|(?&phrase)?(?&cfws)<(?&cfws)(?&spec)(?&cfws)>)(?&cfws)$";

static void
judge_generated (const GRegex *grammar, const char *value, unsigned *refused)
{
  g_autofree char *header = g_strdup_printf ("From: %s\r\nTo: b@c.example\r\n\r\n", value);
  GPtrArray *forms = forms_of (octets_of_string (header));
  g_autofree char *unfolded = g_strdup (value);
  g_strstrip (unfolded);
  bool allowed = g_regex_match (grammar, unfolded, 0, NULL);
  if (!allowed && forms == NULL)
    fail_msg ("not flagged: %s", value);
  *refused += !allowed;
  forms_unref (forms);
}

static void
flags_whatever_the_grammar_refuses (void **state)
{
  (void) state;
  static const char *const pieces[]
      = { L, A, "Alice", "<", ">", "<" L ">", "(", ")", "\"", "\\", ",", ";", ":", "@", ".", " ", "[", "]" };
  enum { PIECES = G_N_ELEMENTS (pieces) };
  GRegex *grammar = g_regex_new (mailbox_grammar, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  assert_non_null (grammar);
  unsigned refused = 0;
  for (unsigned length = 0, all = 1; length <= 4; length++, all *= PIECES)
    for (unsigned number = 0; number < all; number++)
      {
        if (length == 4 && number % 5 != 0) /* a fifth of them tells as much */
          continue;
        g_autoptr (GString) value = g_string_new (NULL);
        for (unsigned i = 0, rest = number; i < length; i++, rest /= PIECES)
          g_string_append (value, pieces[rest % PIECES]);
        judge_generated (grammar, value->str, &refused);
      }
  assert_true (refused > 10000);
  g_regex_unref (grammar);
}

/* Classes of published malformed From fields, over names, addresses and white space. */
static void
flags_published_classes (void **state)
{
  (void) state;
  static const char *const classes[] = {
    "N<L>A",
    "L_<A>",
    "<L>_<A>",
    "L_A",
    "N_L",
    "N_<L",
    "N_L>",
    "N_<L>>",
    "<<L>>",
    "N_<L>_N",
    "\"N_<L>",
    "N\\,_<L>",
    "L\\,<A>",
    "(N_<L>",
    "N)_<L>",
    "<L,A>",
    "<L;A>",
    "L;A",
    "N;<L>",
    "[N]_<L>",
    "N:_L",
    "L:",
    "L,_A",
    "N_<L>,_N_<A>",
    ".L",
    "<L>,<A",
    "<L_A>",
    "L@A",
    "<L>\"<A>\"",
    "\"N\"L",
    "<@a.example,@b.example:L>",
    "<a..b@x.example>",
    "N_<a.@x.example>",
    "<x@.y.example>",
    "<x@y..example>",
    "<x@y.example.>",
    "<x@[192.0.2.1>",
    "N_<x@>",
    "<@y.example>",
    "N",
    "<N>",
    "<>_N",
    ",",
    "@",
    "N_<L>_(A)",
    "<L(A)>",
    "(A)_(L)",
    "\"<L>\"_<A>",
    "N_<L>:A",
    "G:_L;",
    "G:_L,A;",
    "G:;",
    "=?utf-8?Q?N?=",
    "<x (y)@z.example>",
    "<x@z (y).example>",
    "\"A\"@x.example",
    "L'@A",
    "<L'A>",
    "L,<A>",
    "<A>,L",
  };
  static const char *const names[]
      = { "Alice", "Alice Smith", "=?utf-8?B?SsO8cmdlbg==?=", "A.B. Corp", "\xe5\xb1\xb1" };
  static const char *const senders[][2]
      = { { L, A }, { "a@b.example", "c@d.example" }, { "x.y+z@mail.example", "o'brien@attack.example" } };
  static const char *const blanks[] = { " ", "\t", "\r\n ", "  " };
  unsigned count = 0;
  for (size_t c = 0; c < G_N_ELEMENTS (classes); c++)
    for (size_t n = 0; n < G_N_ELEMENTS (names); n++)
      for (size_t s = 0; s < G_N_ELEMENTS (senders); s++)
        for (size_t b = 0; b < G_N_ELEMENTS (blanks); b++, count++)
          {
            g_autoptr (GString) header = g_string_new ("From: ");
            for (const char *at = classes[c]; *at != '\0'; at++)
              if (*at == 'L' || *at == 'A')
                g_string_append (header, senders[s][*at == 'A']);
              else if (*at == 'N')
                g_string_append (header, names[n]);
              else if (*at == '_' && !g_str_has_prefix (at, "_utf"))
                g_string_append (header, blanks[b]);
              else
                g_string_append_c (header, *at);
            g_string_append (header, "\r\nTo: b@c.example\r\n\r\n");
            GPtrArray *forms = forms_of (octets_of (header->str, header->len));
            if (forms == NULL)
              fail_msg ("not flagged: %s", header->str);
            forms_unref (forms);
          }
  assert_true (count > 3000);
}

/* --- paths ------------------------------------------------------------------------------- */

static void
judges_paths (void **state)
{
  (void) state;
  static const struct {
    Octets argument;
    bool odd;
  } rows[] = {
    { OCTETS ("<(any@legitimate.example>"), true },
    { OCTETS ("<any@legitimate.example(a.attack.example>"), true },
    { OCTETS ("<any@legitimate.example(x)>"), true },
    { OCTETS ("<any@legitimate.example'@any.attack.example>"), true },
    { OCTETS ("<@legitimate.example,@any.example:'any@attack.example>"), true },
    { OCTETS ("<\"any@legitimate.example\"@attack.example>"), true },
    { OCTETS ("<any@attack.example>admin@legitimate.example"), true },
    { OCTETS ("<any@attack.example> admin@legitimate.example"), true },
    { OCTETS ("<any@legitimate.example\0@attack.example>"), true },
    { OCTETS ("<any@legitimate.example,any@attack.example>"), true },
    { OCTETS ("<>"), false },
    { OCTETS (""), false },
    { OCTETS ("<> SIZE=100"), false },
    { OCTETS ("<a@b.example>"), false },
    { OCTETS ("<a@b.example> SIZE=100 BODY=8BITMIME AUTH=<x@y.example>"), false },
    { OCTETS ("<a@b.example> SMTPUTF8"), false },
    { OCTETS ("a@b.example"), false },
    { OCTETS ("Alice <a@b.example>"), false },
    { OCTETS ("<MAILER-DAEMON>"), false },
    { OCTETS ("root"), false },
    { OCTETS ("<SRS0=abc=12=example.com=a@fwd.example.net>"), false },
    { OCTETS ("<prvs=1234abcd=alice@example.com>"), false },
    { OCTETS ("<bounces+b=example.org@lists.example.net>"), false },
    { OCTETS ("<\"john doe\"@example.com>"), false },
    { OCTETS ("<o'brien@example.com>"), false },
    { OCTETS ("<a@[192.0.2.1]>"), false },
    { OCTETS ("<a@[IPv6:2001:db8::1]>"), false },
    { OCTETS ("<#@[]>"), false },
    { OCTETS ("<j\xc3\xbcrgen@example.com> SMTPUTF8"), false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GPtrArray *forms = from_forms_of_path (rows[i].argument);
      if ((forms != NULL) != rows[i].odd)
        fail_msg ("%s: %s", (const char *) rows[i].argument.at,
                  forms != NULL ? ((SenderForm *) g_ptr_array_index (forms, 0))->words : "silent");
      forms_unref (forms);
    }
}

/* What is not whole lacks nothing. */
static void
does_not_miss_what_was_not_captured (void **state)
{
  (void) state;
  HeaderField fields[4];
  Octets header = OCTETS ("Subject: x\r\n\r\n");
  HeaderSection section = { .fields = fields, .count = header_fields_scan (header, fields, 4, NULL) };
  assert_null (from_forms_of_header (&section));
}

/* Hostile fields cost time in proportion to their length. */
static void
stays_linear (void **state)
{
  (void) state;
  static const char *const pieces[]
      = { "@", "<", "(", "\"", "=?utf-8?q?", "a@", "<a@b.example>,", "\\", "((\\", "[", "\r" };
  for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) header = g_string_new ("From: x");
      while (header->len < 200000)
        g_string_append (header, pieces[i]);
      g_string_append (header, "\r\n\r\n");
      gint64 begin = g_get_monotonic_time ();
      GPtrArray *forms = forms_of (octets_of (header->str, header->len));
      assert_non_null (forms);
      forms_unref (forms);
      if (g_get_monotonic_time () - begin > 3 * G_USEC_PER_SEC)
        fail_msg ("%s takes too long", pieces[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (knows_each_form),
    cmocka_unit_test (flags_whatever_the_grammar_refuses),
    cmocka_unit_test (flags_published_classes),
    cmocka_unit_test (judges_paths),
    cmocka_unit_test (does_not_miss_what_was_not_captured),
    cmocka_unit_test (stays_linear),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
