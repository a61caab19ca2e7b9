/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails, each whole, octet by octet and at every two-way split; and what gaps
 * at each place, limits and hostile structures make of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/message.h"
#include "tests/support/guard-page.h"
#include "tests/unit/dissect/message-description.h"

typedef struct MessageCase {
  const char *name, *octets, *description;
} MessageCase;

#define TEXT "Content-Type: text/plain\r\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\r\n\r\n"

static const MessageCase cases[] = {
  { "empty", "", "header 0\nfrom fields: 0\n" },
  { "typed by hand",
    "To: abcdef@hogehoge.or.jp\r\nSubject: test\r\nFrom: username@hogehoge.or.jp\r\n\r\ntest mail\r\n\r\n",
    "header 75\nsubject: test\nfrom: username@hogehoge.or.jp\nspec: username@hogehoge.or.jp\n"
    "to: abcdef@hogehoge.or.jp\n1 text/plain - - 75+13=13\n" },
  { "no header, no empty line", "test mail\r\n", "header 0\nfrom fields: 0\n1 text/plain - - 0+11=11\n" },
  { "no header, two paragraphs", "one\r\n\r\ntwo\r\n", "header 0\nfrom fields: 0\n1 text/plain - - 0+12=12\n" },
  { "only an empty line", "\r\n", "header 2\nfrom fields: 0\n1 text/plain - - 2+0=0\n" },
  { "empty line first", "\r\nbody\r\n", "header 2\nfrom fields: 0\n1 text/plain - - 2+6=6\n" },
  { "header without an end", "Subject: a\r\n", "header 12\nsubject: a\nfrom fields: 0\n1 text/plain - - 12+0=0\n" },
  { "LF only", "Subject: a\n\nbody\n", "header 12\nsubject: a\nfrom fields: 0\n1 text/plain - - 12+5=5\n" },
  { "all the fields",
    "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example (Postfix) with ESMTPS id 1\r\n"
    "\tfor <x@y>; Mon, 23 Nov 2026 21:28:33 +0000 (UTC)\r\n"
    "Received: by c.example; whenever\r\n"
    "Message-ID:  <1@x> \r\nDate: Thu, 1 Jan 1970 00:00:01 GMT\r\nFrom: A <a@x>, b@x\r\nSender: =?utf-8?B?5bGx?= "
    "<s@x>\r\n"
    "Reply-To: r@x\r\nTo: t@x\r\nTo: u@x\r\nCc: c@x\r\nSubject: one\r\nSubject: two\r\nFrom: c@x\r\n\r\n",
    "header 369\nsubject: one\nid: <1@x>\ndate: Thu, 1 Jan 1970 00:00:01 GMT\ntime: 1\nsender: 山 <s@x>\n"
    "from fields: 2\nfrom: A <a@x>\nfrom: b@x\nfrom: c@x\nspec: a@x\nspec: b@x\nspec: c@x\nto: t@x\n"
    "to: u@x\ncc: c@x\nreply-to: r@x\nreceived from: a.example\nreceived by: b.example\n"
    "received with: ESMTPS\nreceived date: Mon, 23 Nov 2026 21:28:33 +0000 (UTC)\n"
    "received by: c.example\nreceived date: whenever\n1 text/plain - - 369+0=0\n" },
  { "base64 attachment alone",
    "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: BASE64\r\n\r\nYWJj\r\n",
    "header 80\nfrom fields: 0\n1 application/pdf - base64 80+6=3 attachment x.pdf ba7816\n" },
  { "two parts",
    MIXED "preamble\r\n--b\r\n" TEXT
          "\r\nhello\r\n--b\r\nContent-Disposition: attachment; filename=y\r\n\r\nabc\r\n--b--\r\nend",
    "header 45\nfrom fields: 0\n1 text/plain - - 88+5=5\n2 text/plain - - 147+3=3 attachment y ba7816\n" },
  { "two parts by LF", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n\nabc\n--b--\n",
    "header 43\nfrom fields: 0\n1 text/plain - - 48+5=5\n2 text/plain - - 59+3=3\n" },
  { "no end", MIXED "--b\r\n\r\nhello\r\n--b\r\n\r\nabc\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+5=5\n2 text/plain - - 66+5=5\n" },
  { "ends in a delimiter", MIXED "--b\r\n\r\nhello\r\n--b",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+5=5\n2 text/plain - - 62+0=0\n" },
  { "ends in half a delimiter", MIXED "--b\r\n\r\nhello\r\n--",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+9=9\n" },
  { "no delimiter at all", MIXED "nothing here\r\n", "header 45\nfrom fields: 0\n1 multipart/mixed - - 45+14=14\n" },
  { "multipart without boundary", "Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx",
    "header 33\nfrom fields: 0\n1 multipart/mixed - - 33+8=8\n" },
  { "only the end delimiter", MIXED "--b--\r\n", "header 45\nfrom fields: 0\n1 multipart/mixed - - 45+0=0\n" },
  { "part without an empty line", MIXED "--b\r\n" TEXT "--b\r\n\r\nx\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 76+0=0\n2 text/plain - - 83+1=1\n" },
  { "empty parts", MIXED "--b\r\n\r\n--b\r\n\r\n\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+0=0\n2 text/plain - - 59+0=0\n" },
  { "blanks behind the delimiter", MIXED "--b \t\r\n\r\nx\r\n--b-- \r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 54+1=1\n" },
  { "lines like delimiters", MIXED "--b\r\n\r\n--c\r\n-- \r\n-\r\n --b\r\n----b\r\n\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+26=26\n" },
  { "delimiter with more behind it", MIXED "--b\r\n\r\nx\r\n--bc\r\n\r\ny\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+1=1\n2 text/plain - - 63+1=1\n" },
  { "CRs before the delimiter", MIXED "--b\r\n\r\nx\r\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - - 52+2=2\n" },
  { "nested",
    MIXED "--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nplain\r\n--bb\r\n"
          "Content-Type: text/html\r\n\r\n<p>\r\n--bb--\r\nepilogue\r\n--b\r\nContent-Type: "
          "image/png\r\n\r\nPNG\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1.1 text/plain - - 110+5=5\n1.2 text/html - - 150+3=3\n"
    "2 image/png - - 205+3=3\n" },
  { "nested, the inner end missing",
    MIXED "--b\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\nplain\r\n--b\r\n\r\ny\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1.1 text/plain - - 108+5=5\n2 text/plain - - 122+1=1\n" },
  { "nested, inner boundary begins like the outer",
    "Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\n\r\nx\r\n--bb\r\n\r\ny\r\n--bb--\r\n",
    "header 46\nfrom fields: 0\n1.1 text/plain - - 104+1=1\n2 text/plain - - 115+1=1\n" },
  { "mail inside is one leaf",
    MIXED "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n"
          "--i\r\n\r\nx\r\n--i--\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 message/rfc822 - - 82+73=73\n" },
  { "digest", "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n",
    "header 46\nfrom fields: 0\n1 message/rfc822 - - 53+16=16\n" },
  { "quoted-printable attachment, the line end not its own",
    MIXED "--b\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: "
          "attachment\r\n\r\na=62=\r\nc\r\n--b--\r\n",
    "header 45\nfrom fields: 0\n1 text/plain - quoted-printable 130+8=3 attachment ba7816\n" },
  { "unknown encoding and odd type", "Content-Type: nonsense\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nx\r\n",
    "header 65\nfrom fields: 0\n1 text/plain - x-uuencode 65+3=3\n" },
  { "file name by encoded word",
    "Content-Type: text/plain; charset=\"Shift_JIS\"\r\n"
    "Content-Disposition: inline; filename=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\"\r\n\r\nx",
    "header 125\nfrom fields: 0\n1 text/plain Shift_JIS - 125+1=1 attachment 日本 2d7116\n" },
  { "OpenPGP inline", "Subject: x\r\n\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n",
    "header 14\nsubject: x\nfrom fields: 0\n1 text/plain - - 14+38=38\nencrypted: openpgp\n" },
  { "OpenPGP quoted", "Subject: x\r\n\r\n> -----BEGIN PGP MESSAGE-----\r\n",
    "header 14\nsubject: x\nfrom fields: 0\n1 text/plain - - 14+31=31\n" },
  { "OpenPGP indented", "Subject: x\r\n\r\n -----BEGIN PGP MESSAGE-----\r\n",
    "header 14\nsubject: x\nfrom fields: 0\n1 text/plain - - 14+30=30\n" },
  { "OpenPGP behind clear text", "Subject: x\r\n\r\nHi!\r\n-----BEGIN PGP MESSAGE-----\r\n",
    "header 14\nsubject: x\nfrom fields: 0\n1 text/plain - - 14+34=34\n" },
  { "OpenPGP/MIME",
    "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n",
    "header 87\nfrom fields: 0\n1 application/pgp-encrypted - - 135+10=10\nencrypted: openpgp\n" },
  { "S/MIME encrypted", "Content-Type: application/pkcs7-mime; smime-type=Enveloped-Data; name=smime.p7m\r\n\r\nx",
    "header 83\nfrom fields: 0\n1 application/pkcs7-mime - - 83+1=1 attachment smime.p7m 2d7116\nencrypted: smime\n" },
  { "S/MIME by name only", "Content-Type: application/x-pkcs7-mime; name=\"smime.p7m\"\r\n\r\nx",
    "header 60\nfrom fields: 0\n1 application/x-pkcs7-mime - - 60+1=1 attachment smime.p7m 2d7116\nencrypted: "
    "smime\n" },
  { "S/MIME signed", "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\nx",
    "header 80\nfrom fields: 0\n1 application/pkcs7-mime - - 80+1=1 attachment smime.p7m 2d7116\n" },
};

static MailStorage
whole_storage (void)
{
  return (MailStorage){ .keep = true, .mail_memory = 1 << 24, .total_memory = 1 << 24 };
}

static void
append_guarded (MailMessage *message, const char *octets, size_t length)
{
  GuardPage page = guard_page_new (octets, length);
  mail_message_append (message, octets_of (page.octets, length));
  guard_page_clear (&page);
}

static void
check_octets (const MailMessage *message, const char *octets, size_t length)
{
  g_autofree uint8_t *copy = g_malloc (length + 1);
  uint8_t digest[32];
  gsize digest_length = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (checksum, (const guchar *) octets, (gssize) length);
  g_checksum_get_digest (checksum, digest, &digest_length);
  assert_memory_equal (message->sha256, digest, sizeof digest);
  assert_true (message->size == length);
  assert_true (mail_data_copy (message->data, 0, copy, length + 1) == length);
  assert_memory_equal (copy, octets, length);
}

/* Appends in pieces, the first of `split` octets, the others of `step`. */
static char *
run (const char *octets, size_t length, size_t split, size_t step)
{
  MailStorage storage = whole_storage ();
  MessageLimits limits;
  message_limits_init (&limits);
  MailMessage *message = mail_message_new (&limits, &storage);

  append_guarded (message, octets, split);
  for (size_t i = split; i < length; i += step)
    append_guarded (message, octets + i, MIN (step, length - i));
  mail_message_finish (message, MESSAGE_COMPLETE);
  assert_int_equal (message->state, MESSAGE_COMPLETE);
  check_octets (message, octets, length);
  char *description = message_describe (message);
  mail_message_free (message);
  assert_true (storage.memory_used == 0);
  return description;
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const MessageCase *c = &cases[i];
      size_t length = strlen (c->octets);
      for (size_t split = 0; split <= length; split++)
        {
          g_autofree char *description = run (c->octets, length, split, length + 1);
          if (strcmp (description, c->description) != 0)
            fail_msg ("%s, split at %zu:\n%s", c->name, split, description);
        }
      g_autofree char *description = run (c->octets, length, 0, 1);
      if (strcmp (description, c->description) != 0)
        fail_msg ("%s, octet by octet:\n%s", c->name, description);
    }
}

/* The staging buffer hides splits from the scanner unless it is flushed: a gap of
 * which nothing is missing does not exist, so long mails move the splits instead. */
static void
test_splits_inside_long_mails (void **state)
{
  static const char tail[] = "\r\n--b\r\nContent-Type: text/html\r\n\r\nlast\r\n--b--\r\n";
  enum { BLOCK = 16384 };

  (void) state;
  for (size_t shift = 0; shift < sizeof tail; shift++)
    {
      /* The tail begins `shift` octets before the end of the first block. */
      g_autoptr (GString) mail = g_string_new (MIXED "--b\r\n\r\n");
      while (mail->len < BLOCK - shift)
        g_string_append_c (mail, 'x');
      size_t body = mail->len - 52;
      g_string_append (mail, tail);
      g_autofree char *expected = g_strdup_printf ("header 45\nfrom fields: 0\n1 text/plain - - 52+%zu=%zu\n"
                                                   "2 text/html - - %zu+4=4\n",
                                                   body, body, 52 + body + 34);
      g_autofree char *whole = run (mail->str, mail->len, 0, mail->len);
      g_autofree char *blocks = run (mail->str, mail->len, BLOCK, mail->len);
      assert_string_equal (whole, expected);
      assert_string_equal (blocks, expected);
    }
}

/* A gap at every place of every case: nothing invented, nothing lost, no crash. */
static void
test_gap_at_each_place (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t at = 0; at <= strlen (cases[i].octets); at++)
      {
        const char *octets = cases[i].octets;
        size_t length = strlen (octets);
        MailStorage storage = whole_storage ();
        MessageLimits limits;
        message_limits_init (&limits);
        MailMessage *message = mail_message_new (&limits, &storage);
        append_guarded (message, octets, at);
        mail_message_gap (message, 10);
        mail_message_gap (message, 0);
        mail_message_gap (message, 5);
        append_guarded (message, octets + at, length - at);
        mail_message_finish (message, MESSAGE_COMPLETE);
        check_octets (message, octets, length);
        assert_int_equal (message->state, MESSAGE_GAP);
        assert_int_equal (message->missing->len, 1);
        assert_true (g_array_index (message->missing, MissingRange, 0).offset == at);
        assert_true (g_array_index (message->missing, MissingRange, 0).length == 15);
        assert_true (message->missing_octets == 15);
        for (guint k = 0; k < message->parts->len; k++)
          {
            const MailPart *part = g_ptr_array_index (message->parts, k);
            assert_true (part->offset + part->encoded <= length);
            assert_true (part->size <= part->encoded);
          }
        for (size_t k = 0; k < message->field_count; k++)
          {
            const HeaderField *field = &message->fields[k];
            assert_false (field->offset < at && at < field->offset + field->raw.length);
          }
        mail_message_free (message);
      }
}

typedef struct GapCase {
  const char *name, *before, *after, *description;
} GapCase;

static const GapCase gap_cases[] = {
  { "inside a field", "Subject: a\r\nFrom: a@", "x\r\nTo: b@x\r\n\r\nbody\r\n",
    "header 34\nsubject: a\nfrom fields: 0\nto: b@x\nmissing 20+7\n1 text/plain - - 34+6=6\n" },
  { "two fields do not make one", "Subject: a\r\nFro", "m: x@y\r\nTo: b@x\r\n\r\n",
    "header 34\nsubject: a\nfrom fields: 0\nto: b@x\nmissing 15+7\n1 text/plain - - 34+0=0\n" },
  { "takes the empty line", "Subject: a\r\nTo: b", " words\r\nThese are words of the body.\r\nNot: a field\r\n",
    "header 25\nsubject: a\nfrom fields: 0\nmissing 17+7\n1 text/plain - - 25+44=44\n" },
  { "takes the empty line, another follows", "Subject: a\r\n", "of text\r\n\r\nmore\r\n",
    "header 23\nsubject: a\nfrom fields: 0\nmissing 12+7\n1 text/plain - - 23+6=6\n" },
  { "at the start", "", "bject: a\r\nTo: b@x\r\n\r\nbody",
    "header 21\nfrom fields: 0\nto: b@x\nmissing 0+7\n1 text/plain - - 21+4=4\n" },
  { "inside base64", "Content-Type: a/b; name=n\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJjZG", "ZmZm\r\nZGVm\r\n",
    "header 64\nfrom fields: 0\nmissing 70+7\n1 a/b - base64 64+18=7 attachment n 23bcfe\n" },
  { "behind a delimiter's line end", MIXED "--b\r\n\r\none\r\n", "--b\r\n\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 57+7\n1 text/plain - - 52+5=5\n2 text/plain - - 64+3=3\n" },
  { "inside a delimiter", MIXED "--b\r\n\r\none\r\n-", "-b\r\n\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 58+7\n1 text/plain - - 52+15=15\n" },
  { "behind a whole delimiter", MIXED "--b\r\n\r\none\r\n--b", "\r\n" TEXT "\r\ntwo\r\n--b--\r\n",
    "header 45\nfrom fields: 0\nmissing 60+7\n1 text/plain - - 52+3=3\n2 text/plain - - 90+3=3\n" },
  { "at the end", "Subject: a\r\n\r\nbody", "",
    "header 14\nsubject: a\nfrom fields: 0\nmissing 18+7\n1 text/plain - - 14+4=4\n" },
  { "everything", "", "", "header 0\nfrom fields: 0\nmissing 0+7\n" },
};

static void
test_gap_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (gap_cases); i++)
    {
      const GapCase *c = &gap_cases[i];
      MailStorage storage = whole_storage ();
      MessageLimits limits;
      message_limits_init (&limits);
      MailMessage *message = mail_message_new (&limits, &storage);
      append_guarded (message, c->before, strlen (c->before));
      mail_message_gap (message, 7);
      append_guarded (message, c->after, strlen (c->after));
      mail_message_finish (message, MESSAGE_COMPLETE);
      g_autofree char *description = message_describe (message);
      if (strcmp (description, c->description) != 0)
        fail_msg ("%s:\n%s", c->name, description);
      mail_message_free (message);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_splits_inside_long_mails),
    cmocka_unit_test (test_gap_at_each_place),
    cmocka_unit_test (test_gap_cases),
  };
  return cmocka_run_group_tests_name ("message", tests, NULL, NULL);
}
