/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts on signatures: mails signed here with fresh keys, changed on the way or not, and the
 * example of RFC 8463, appendix A. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/dkim-judging.h"
#include "tests/support/dkim-signer.h"

static SignerKey *rsa, *ed25519, *small;

/* --- one mail, one change --------------------------------------------------------------- */

static const char ordinary[] = "Received: from a.example\r\n\tby b.example\r\n"
                               "From: Joe <joe@example.com>\r\n"
                               "To: Suzie <suzie@example.net>\r\n"
                               "Subject: Is  dinner\r\n ready?\r\n"
                               "Date: Fri, 11 Jul 2003 21:00:37 -0700\r\n"
                               "\r\n"
                               "Hi.\r\n\r\nWe lost  the game.\t\r\n.\r\n\r\n";

typedef struct Case {
  const char *name;
  const char *tags; /* of the signature, behind "v=1; a=…; s=k; d=example.com; c=…; h=…"; also "d=" in place of all */
  const char *names;     /* h=; NULL: from:to:subject:date */
  const char *record;    /* %s: the key; NULL: an ordinary record */
  const char *from, *to; /* replaced in the signed mail; from NULL: nothing, from "": at its end */
  const char *verdict;   /* its begin */
  const char *why;       /* part of it; NULL: anything */
} Case;

/* All with c=relaxed/relaxed and RSA of 2048 bits, at NOW. */
static const Case cases[] = {
  { "as sent", "", NULL, NULL, NULL, NULL, "pass ++",
    "example.com signed this mail: header and text are as it sent them|" },
  { "a signature of the future", "t=1700000000;", NULL, NULL, NULL, NULL, "pass ++", "in the future" },
  { "still valid", "t=1599990000; x=1600000000;", NULL, NULL, NULL, NULL, "pass ++", NULL },
  { "expired", "t=1500000000; x=1599999999;", NULL, NULL, NULL, NULL, "permerror ++", "valid until 2020-09-13" },
  { "i= in a subdomain", "i=joe@mail.example.com;", NULL, NULL, NULL, NULL, "pass ++", NULL },
  { "i= outside", "i=joe@example.net;", NULL, NULL, NULL, NULL, "permerror +?", "outside its own domain" },

  { "a word changed", "", NULL, NULL, "lost", "won", "fail -+",
    "the text was changed after example.com signed it (body hash differs)" },
  { "a footer of a list", "", NULL, NULL, "", "-- \r\nlist\r\n", "fail -+", "the text was changed" },
  { "a line end that lost its CR", "", NULL, NULL, "Hi.\r\n", "Hi.\n", "fail -+", "lines that end in LF alone" },
  { "empty lines at the end", "", NULL, NULL, "", "\r\n\r\n", "pass ++", NULL },
  { "white space in the text", "", NULL, NULL, "lost  the", "lost the", "pass ++", NULL },
  { "Subject marked by a list", "", NULL, NULL, "Subject: Is", "Subject: [list] Is", "fail +-",
    "header fields were changed" },
  { "both changed", "", NULL, NULL,
    "Subject: Is  dinner\r\n ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700\r\n\r\nHi.", "Subject: x\r\n\r\nHo.",
    "fail --", "neither" },
  { "a field folded anew", "", NULL, NULL, "Is  dinner\r\n ready?", "Is dinner ready?", "pass ++", NULL },
  { "name of a field in other case", "", NULL, NULL, "Subject: Is", "SUBJECT :Is", "pass ++", NULL },
  { "a field that nobody signed", "", NULL, NULL, "Received: from a", "Received: from z", "pass ++", NULL },
  { "a tag of the signature changed", "z=a;", NULL, NULL, "z=a", "z=b", "fail +-", NULL },
  { "white space inside the signature", "", NULL, NULL, "; b=", ";\r\n\t b =", "fail +-", NULL },

  { "From doubled above", "", NULL, NULL, "Received: from a", "From: m@example.org\r\nReceived: from a", "pass ++",
    NULL },
  { "From doubled below", "", NULL, NULL, "Date: Fri", "From: m@example.org\r\nDate: Fri", "fail +-", NULL },
  { "From doubled above an oversigned one", "", "from:from:to", NULL, "Received: from a",
    "From: m@example.org\r\nReceived: from a", "fail +-", NULL },
  { "Reply-To added, its absence signed", "", "from:reply-to", NULL, "Date: Fri",
    "Reply-To: m@example.org\r\nDate: Fri", "fail +-", NULL },
  { "absent fields signed", "", "from:from:cc:reply-to:cc:sender", NULL, NULL, NULL, "pass ++", NULL },
  { "From not signed", "", "to:subject", NULL, NULL, NULL, "permerror +?", "does not sign the From field" },

  { "all of the text by l=", "l=29;", NULL, NULL, NULL, NULL, "pass ++", "header and text are as it sent them|" },
  { "text behind l=", "l=29;", NULL, NULL, "", "buy this\r\n", "pass ++",
    "12 octets at the end of the text are not signed" },
  { "l= beyond the text", "l=29;", NULL, NULL, "We lost  the game.\t\r\n", "", "fail -+", NULL },

  { "key unseen", "", NULL, "?", NULL, NULL, "unknown +?", "the key k._domainkey.example.com was not seen" },
  { "key unseen, text changed", "", NULL, "?", "lost", "won", "fail -?", "the text was changed" },
  { "no such key", "", NULL, "0", NULL, NULL, "permerror +?", "there is no key k._domainkey.example.com" },
  { "the DNS fails", "", NULL, "!", NULL, NULL, "temperror +?", "could not tell the key" },
  { "revoked", "", NULL, "v=DKIM1; p=", NULL, NULL, "permerror +?", "revoked" },
  { "revoked, p= of white space", "", NULL, "v=DKIM1; p= ;", NULL, NULL, "permerror +?", "revoked" },
  { "key without v=", "", NULL, "p=%s", NULL, NULL, "pass ++", NULL },
  { "key with v= behind", "", NULL, "p=%s; v=DKIM1", NULL, NULL, "permerror +?", "out of form" },
  { "key of another version", "", NULL, "v=DKIM2; p=%s", NULL, NULL, "permerror +?", "out of form" },
  { "no key at all", "", NULL, "v=spf1 -all", NULL, NULL, "permerror +?", "out of form" },
  { "key without p=", "", NULL, "v=DKIM1; k=rsa", NULL, NULL, "permerror +?", "no p=" },
  { "p= that is no key", "", NULL, "v=DKIM1; p=QUJD", NULL, NULL, "permerror +?", "out of form" },
  { "p= that is no base64", "", NULL, "v=DKIM1; p=*", NULL, NULL, "permerror +?", "out of form" },
  { "unknown tags and flags", "", NULL, "v=DKIM1; n=note; g=*; t=x:q; zz=top; p=%s;", NULL, NULL, "pass ++", NULL },
  { "key for tests", "", NULL, "v=DKIM1; t=y; p=%s", NULL, NULL, "pass ++", "only testing" },
  { "key for tests, text changed", "", NULL, "v=DKIM1; t=y; p=%s", "lost", "won", "fail -+", NULL },
  { "strict key", "", NULL, "v=DKIM1; t=s; p=%s", NULL, NULL, "pass ++", NULL },
  { "strict key, i= in a subdomain", "i=@mail.example.com;", NULL, "v=DKIM1; t=y:s; p=%s", NULL, NULL, "permerror +?",
    "subdomain" },
  { "key for mail", "", NULL, "v=DKIM1; s=x:email; p=%s", NULL, NULL, "pass ++", NULL },
  { "key for anything", "", NULL, "v=DKIM1; s=*; p=%s", NULL, NULL, "pass ++", NULL },
  { "key for something else", "", NULL, "v=DKIM1; s=tlsrpt; p=%s", NULL, NULL, "permerror +?", "not meant for mail" },
  { "key for this hash", "", NULL, "v=DKIM1; h=sha1:sha256; p=%s", NULL, NULL, "pass ++", NULL },
  { "key for another hash", "", NULL, "v=DKIM1; h=sha1; p=%s", NULL, NULL, "permerror +?", "hash" },
  { "key of another kind", "", NULL, "v=DKIM1; k=ed25519; p=%s", NULL, NULL, "permerror +?", "of another kind" },
  { "key of a kind that nobody knows", "", NULL, "v=DKIM1; k=dsa; p=%s", NULL, NULL, "permerror +?",
    "of another kind" },
};

static void
replace (GString *text, const char *from, const char *to)
{
  if (*from == '\0')
    {
      g_string_append (text, to);
      return;
    }
  char *at = strstr (text->str, from);
  assert_non_null (at);
  gssize offset = at - text->str;
  g_string_erase (text, offset, (gssize) strlen (from));
  g_string_insert (text, offset, to);
}

static void
add_record (DnsInquiry *zone, const char *record, const char *key, char **text)
{
  static const char name[] = "k._domainkey.example.com";
  if (record != NULL && *record == '?')
    return;
  if (record != NULL && (*record == '0' || *record == '!'))
    {
      key_zone_add (zone, name, *record == '0' ? DNS_NO_NAME : DNS_FAILED, OCTETS_NONE);
      return;
    }
  g_auto (GStrv) parts = g_strsplit (record != NULL ? record : "v=DKIM1; k=rsa; p=%s", "%s", -1);
  *text = g_strjoinv (key, parts);
  key_zone_add (zone, name, DNS_FOUND, octets_of_string (*text));
}

static void
changes_on_the_way (void **state)
{
  (void) state;
  g_autofree char *key = signer_key_base64 (rsa, false);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *row = &cases[i];
      const char *names = row->names != NULL ? row->names : "from:to:subject:date";
      g_autofree char *tags
          = g_strdup_printf ("v=1; a=rsa-sha256; s=k; d=example.com; c=relaxed/relaxed;%s h=%s", row->tags, names);
      SignPlan plan = { .field = "DKIM-Signature",
                        .tags = tags,
                        .names = names,
                        .relaxed_header = true,
                        .relaxed_body = true,
                        .length = strstr (row->tags, "l=") != NULL ? 29 : -1,
                        .fold = " " };
      GString *mail = g_string_new (ordinary);
      GString *sent = signer_apply (rsa, &plan, mail);
      DnsInquiry zone = { .count = 0 };
      g_autofree char *record = NULL;
      add_record (&zone, row->record, key, &record);
      if (row->from != NULL)
        replace (sent, row->from, row->to);
      g_autofree char *verdict = judge (view (sent), &zone);
      if (!g_str_has_prefix (verdict, row->verdict) || (row->why != NULL && strstr (verdict, row->why) == NULL))
        fail_msg ("%s: %s", row->name, verdict);
      key_zone_clear (&zone);
      g_string_free (sent, TRUE);
      g_string_free (mail, TRUE);
    }
}

/* --- all ways to sign ------------------------------------------------------------------- */

static const char *const folds[] = { "", " ", "\r\n\t", " \t \r\n  " };

static const char *const mails[] = {
  ordinary,
  "From: a@example.com\r\n\r\n",
  "From: a@example.com\r\n",
  "From:a@example.com\r\n\r\n\r\n\r\n",
  "From : a@example.com \t\r\nSubject:\r\nTo:\r\n\tx\r\n\r\n \t\r\ntext without an end",
  "subject: b\r\nSUBJECT: a\r\nFrom: a@example.com\r\nX:y\r\n\r\n8 bit \xff\xfe\r\n bare \n and \r ends\r\n",
};

static void
sign_and_verify (const SignerKey *key, const char *algorithm, unsigned way, const char *text)
{
  bool header = way & 1, body = way & 2;
  g_autofree char *tags = g_strdup_printf ("v=1; a=%s; s=k;d=example.com; c=%s/%s;h=from:subject:to:from:subject",
                                           algorithm, header ? "relaxed" : "simple", body ? "relaxed" : "simple");
  SignPlan plan = { .field = "DKIM-Signature",
                    .tags = tags,
                    .names = "from:subject:to:from:subject",
                    .relaxed_header = header,
                    .relaxed_body = body,
                    .length = -1,
                    .fold = folds[way >> 2] };
  GString *mail = g_string_new (text);
  GString *sent = signer_apply (key, &plan, mail);
  g_autofree char *base64 = signer_key_base64 (key, way & 1);
  g_autofree char *record = g_strdup_printf ("v=DKIM1; k=%s; p=%s", key == ed25519 ? "ed25519" : "rsa", base64);
  DnsInquiry zone = { .count = 0 };
  key_zone_add (&zone, "k._domainkey.example.com", DNS_FOUND, octets_of_string (record));
  g_autofree char *whole = judge (view (sent), &zone);
  if (!g_str_has_prefix (whole, "pass ++"))
    fail_msg ("%s %u: %s\n%s", algorithm, way, whole, sent->str);
  g_autofree char *octets = judge_pieces (view (sent), &zone, 0, 1);
  assert_string_equal (octets, whole);
  key_zone_clear (&zone);
  g_string_free (sent, TRUE);
  g_string_free (mail, TRUE);
}

static void
all_ways_to_sign (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (mails); i++)
    for (unsigned way = 0; way < 16; way++)
      {
        sign_and_verify (rsa, "rsa-sha256", way, mails[i]);
        sign_and_verify (ed25519, "ed25519-sha256", way, mails[i]);
      }
}

/* --- the published example ---------------------------------------------------------------- */

#define FOOTBALL "football.example.com signed this mail: header and text are as it sent them"

static void
published_example (void **state)
{
  (void) state;
  DnsInquiry zone = { .count = 0 };
  Octets mail = octets_of_string (published);
  add_published_keys (&zone);
  for (size_t first = 0; first <= mail.length; first++)
    {
      g_autofree char *verdict = judge_pieces (mail, &zone, first, first == 0 ? 1 : mail.length);
      assert_string_equal (verdict, "pass ++ " FOOTBALL "|pass ++ " FOOTBALL "; the key is short (1024 bits)|");
    }
  key_zone_clear (&zone);
}

static void
what_a_verdict_says (void **state)
{
  (void) state;
  DnsInquiry zone = { .count = 0 };
  MailStorage storage;
  MessageLimits limits;
  MailMessage *message = read_mail (&storage, &limits, octets_of_string (published), 0, sizeof published);
  mail_message_finish (message, MESSAGE_COMPLETE);
  add_published_keys (&zone);
  GPtrArray *verdicts = dkim_verify (message, NOW * SECOND, &zone);
  assert_int_equal (verdicts->len, 2);
  const DkimVerdict *verdict = g_ptr_array_index (verdicts, 1);
  assert_string_equal (verdict->domain, "football.example.com");
  assert_string_equal (verdict->selector, "test");
  assert_string_equal (verdict->identity, "@football.example.com");
  assert_string_equal (verdict->algorithm, "rsa-sha256");
  assert_string_equal (verdict->canonicalization, "relaxed/relaxed");
  assert_string_equal (verdict->signed_fields, "from:to:subject:date:message-id:from:subject:date");
  assert_true (verdict->from_signed && verdict->from_oversigned);
  assert_false (verdict->has_length || verdict->testing || verdict->strict_identity);
  assert_int_equal (verdict->key_bits, 1024);
  assert_int_equal (verdict->signed_time, 1528637909);
  assert_int_equal (verdict->expires, -1);
  assert_ptr_equal (verdict->field, &message->fields[1]);
  g_ptr_array_unref (verdicts);
  key_zone_clear (&zone);
  mail_message_free (message);
}

/* --- the rest ------------------------------------------------------------------------------- */

static void
short_and_old_keys_are_refused (void **state)
{
  (void) state;
  static const struct {
    const char *algorithm, *verdict, *why;
    bool sha1;
  } rows[] = {
    { "rsa-sha256", "permerror +?", "fewer than 1024 bits", false },
    { "rsa-sha1", "permerror +?", "SHA-1", true },
  };
  g_autofree char *base64 = signer_key_base64 (small, false);
  g_autofree char *record = g_strdup_printf ("p=%s", base64);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *tags = g_strdup_printf ("v=1; a=%s; s=k; d=example.com; h=from", rows[i].algorithm);
      SignPlan plan = { .field = "DKIM-Signature", .tags = tags, .names = "from", .length = -1, .sha1 = rows[i].sha1 };
      GString *mail = g_string_new (ordinary);
      GString *sent = signer_apply (small, &plan, mail);
      DnsInquiry zone = { .count = 0 };
      key_zone_add (&zone, "k._domainkey.example.com", DNS_FOUND, octets_of_string (record));
      g_autofree char *verdict = judge (view (sent), &zone);
      if (!g_str_has_prefix (verdict, rows[i].verdict) || strstr (verdict, rows[i].why) == NULL)
        fail_msg ("%s: %s", rows[i].algorithm, verdict);
      assert_int_equal (zone.asked, rows[i].sha1 ? 0 : 1); /* what cannot count, nobody need ask for */
      key_zone_clear (&zone);
      g_string_free (sent, TRUE);
      g_string_free (mail, TRUE);
    }
}

/* Several records at one name: the one that fits counts, and what is no key does not. */
static void
several_records (void **state)
{
  (void) state;
  DnsInquiry zone = { .count = 0 };
  static const char name[] = "brisbane._domainkey.football.example.com";
  g_autofree char *base64 = signer_key_base64 (ed25519, false);
  g_autofree char *other = g_strdup_printf ("k=ed25519; p=%s", base64);
  key_zone_add (&zone, name, DNS_FOUND, OCTETS ("v=spf1 -all"));
  key_zone_add (&zone, name, DNS_FOUND, OCTETS ("v=DKIM1; p="));
  key_zone_add (&zone, name, DNS_FOUND, octets_of_string (other));
  add_published_keys (&zone);
  g_autofree char *verdict = judge (octets_of_string (published), &zone);
  assert_true (g_str_has_prefix (verdict, "pass ++ " FOOTBALL "|"));
  key_zone_clear (&zone);
}

static int
make_keys (void **state)
{
  (void) state;
  rsa = signer_key_new (2048);
  small = signer_key_new (768);
  ed25519 = signer_key_new (0);
  return 0;
}

static int
drop_keys (void **state)
{
  (void) state;
  signer_key_free (rsa);
  signer_key_free (small);
  signer_key_free (ed25519);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (changes_on_the_way),
    cmocka_unit_test (all_ways_to_sign),
    cmocka_unit_test (published_example),
    cmocka_unit_test (what_a_verdict_says),
    cmocka_unit_test (short_and_old_keys_are_refused),
    cmocka_unit_test (several_records),
  };
  return cmocka_run_group_tests (tests, make_keys, drop_keys);
}
