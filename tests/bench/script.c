/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogues of the benchmark.  SMTP as RFC 5321 has it, with PIPELINING
 * (RFC 2920), CHUNKING (RFC 3030), AUTH (RFC 4954) and STARTTLS (RFC 3207); TLS is
 * two hello messages and then noise in records.  Nothing here is meant to be hard
 * to parse: that is for the tests. */
#include "config.h"

#include "script.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POOL_OCTETS (4u << 20)
#define BASE64_LINE 78u /* 76 and CRLF */
#define TLS_RECORD_MOST 16384u

struct Pools {
  uint8_t text[POOL_OCTETS]; /* lines of words, dots doubled where they stand first */
  uint32_t *line_starts;     /* and where each begins */
  size_t lines;
  uint8_t base64[POOL_OCTETS / BASE64_LINE * BASE64_LINE];
  uint8_t noise[POOL_OCTETS];
};

static const char *const domains[] = { "harbour.example", "northwind.example", "quay.example.net", "post.example.org",
                                       "lantern.example", "mill.example.com",  "orchard.example" };
static const char *const people[] = { "alice", "bob",  "carol", "dan",   "erika.mustermann", "frank",  "grace",
                                      "heidi", "ivan", "judy",  "k.ito", "lena+news",        "mallory" };
static const char *const words[]
    = { "letter", "the",   "harbour", "of",     "morning", "a",     "ship",  "which",  "and", "carries", "wind",
        "to",     "paper", "without", "window", "for",     "stone", "every", "answer", "is",  "late",    "tomorrow" };
#define PICK(chance, table) (table)[chance_range (chance, 0, sizeof (table) / sizeof (table)[0] - 1)]

uint64_t
chance_next (Chance *chance)
{
  chance->state ^= chance->state >> 12;
  chance->state ^= chance->state << 25;
  chance->state ^= chance->state >> 27;
  return chance->state * 0x2545f4914f6cdd1dULL;
}

uint64_t
chance_range (Chance *chance, uint64_t least, uint64_t most)
{
  return least + (chance_next (chance) >> 11) % (most - least + 1);
}

uint64_t
chance_doubling (Chance *chance, uint64_t least, uint64_t most)
{
  unsigned doublings = 0;
  while (least << (doublings + 1) <= most)
    doublings++;
  uint64_t from = least << chance_range (chance, 0, doublings);
  uint64_t to = 2 * from - 1;
  return chance_range (chance, from, to < most ? to : most);
}

bool
chance_percent (Chance *chance, unsigned percent)
{
  return chance_range (chance, 0, 99) < percent;
}

/* --- pools ------------------------------------------------------------------- */

static void
fill_text (Pools *pools, Chance *chance)
{
  size_t used = 0;
  while (used + 128 < POOL_OCTETS)
    {
      char line[128];
      size_t length = 0;
      size_t wanted = chance_range (chance, 0, 9) == 0 ? 0 : chance_range (chance, 30, 66);
      if (chance_range (chance, 0, 199) == 0)
        length += (size_t) sprintf (line, "..");
      while (length < wanted)
        length += (size_t) sprintf (line + length, "%s%s", length > 2 ? " " : "", PICK (chance, words));
      line[length++] = '\r';
      line[length++] = '\n';
      pools->line_starts[pools->lines++] = (uint32_t) used;
      memcpy (pools->text + used, line, length);
      used += length;
    }
  pools->line_starts[pools->lines] = (uint32_t) used;
}

Pools *
pools_new (Chance *chance)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Pools *pools = calloc (1, sizeof *pools);
  if (pools == NULL)
    abort ();
  pools->line_starts = calloc (POOL_OCTETS / 2, sizeof *pools->line_starts);
  if (pools->line_starts == NULL)
    abort ();
  fill_text (pools, chance);
  for (size_t i = 0; i < sizeof pools->noise; i += 8)
    {
      uint64_t number = chance_next (chance);
      memcpy (pools->noise + i, &number, 8);
    }
  for (size_t i = 0; i < sizeof pools->base64; i++)
    {
      size_t column = i % BASE64_LINE;
      pools->base64[i] = (uint8_t) (column == 76 ? '\r' : column == 77 ? '\n' : alphabet[pools->noise[i] & 63]);
    }
  return pools;
}

void
pools_free (Pools *pools)
{
  free (pools->line_starts);
  free (pools);
}

/* --- pieces ------------------------------------------------------------------ */

static void
begin (Script *script, unsigned port)
{
  script->port = (uint16_t) port;
  script->abrupt = false;
  script->mails = 0;
  script->piece_count = 0;
  script->text_used = 0;
}

static void
add (Script *script, Side side, const void *octets, size_t length, bool ends_segment)
{
  assert (script->piece_count < PIECES_MOST && length > 0);
  script->pieces[script->piece_count++]
      = (Piece){ .octets = octets, .length = (uint32_t) length, .side = (uint8_t) side, .ends_segment = ends_segment };
}

static void
copy_in (Script *script, Side side, const void *octets, size_t length, bool ends_segment)
{
  assert (length <= TEXT_MOST - script->text_used);
  char *to = script->text + script->text_used;
  memcpy (to, octets, length);
  script->text_used += length;
  add (script, side, to, length, ends_segment);
}

/* Adds a literal that goes on in the same segment; returns its length. */
__attribute__ ((format (printf, 3, 4))) static size_t
begin_saying (Script *script, Side side, const char *format, ...)
{
  char *to = script->text + script->text_used;
  size_t room = TEXT_MOST - script->text_used;
  va_list arguments;
  va_start (arguments, format);
  int length = vsnprintf (to, room, format, arguments);
  va_end (arguments);
  assert (length > 0 && (size_t) length < room);
  script->text_used += (size_t) length;
  add (script, side, to, (size_t) length, false);
  return (size_t) length;
}

static void
end_saying (Script *script)
{
  script->pieces[script->piece_count - 1].ends_segment = true;
}

#define SAY(script, side, ...) (begin_saying (script, side, __VA_ARGS__), end_saying (script))

/* About `wanted` octets of whole lines; returns how many. */
static size_t
add_text (Script *script, const Pools *pools, Chance *chance, size_t wanted)
{
  size_t lines = wanted / 40 + 1;
  if (lines > pools->lines)
    lines = pools->lines;
  size_t first = chance_range (chance, 0, pools->lines - lines);
  uint32_t start = pools->line_starts[first];
  size_t length = pools->line_starts[first + lines] - start;
  add (script, CLIENT, pools->text + start, length, false);
  return length;
}

static size_t
add_base64 (Script *script, const Pools *pools, Chance *chance, uint64_t wanted)
{
  const size_t all = sizeof pools->base64 / BASE64_LINE;
  size_t added = 0;
  while (added < wanted)
    {
      size_t lines = (size_t) ((wanted - added) / BASE64_LINE) + 1;
      if (lines > all / 2)
        lines = all / 2;
      size_t first = chance_range (chance, 0, all - lines);
      add (script, CLIENT, pools->base64 + first * BASE64_LINE, lines * BASE64_LINE, false);
      added += lines * BASE64_LINE;
    }
  return added;
}

/* --- mail -------------------------------------------------------------------- */

static void
add_header (Script *script, Chance *chance, uint64_t seconds, const char *from, const char *to, const char *type)
{
  char date[64];
  time_t when = (time_t) seconds;
  struct tm parts;
  strftime (date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r (&when, &parts));
  uint64_t number = chance_next (chance);
  begin_saying (script, CLIENT,
                "Received: from desk%u.%s (desk%u.%s [192.0.2.%u])\r\n"
                "\tby out.%s with ESMTPA id %08X; %s\r\n"
                "From: %s\r\nTo: %s\r\nSubject: %s %s %s\r\nDate: %s\r\n"
                "Message-ID: <%016llx@%s>\r\nMIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n",
                (unsigned) (number % 90), PICK (chance, domains), (unsigned) (number % 90), PICK (chance, domains),
                (unsigned) (number % 250), PICK (chance, domains), (unsigned) number, date, from, to,
                PICK (chance, words), PICK (chance, words), PICK (chance, words), date, (unsigned long long) number,
                PICK (chance, domains), type);
}

/* Header and body, to the CRLF before the final dot. */
static void
add_mail (Script *script, const Pools *pools, Chance *chance, uint64_t seconds, const char *from, const char *to,
          uint64_t attachment)
{
  if (attachment == 0)
    {
      add_header (script, chance, seconds, from, to, "text/plain; charset=us-ascii");
      add_text (script, pools, chance, chance_doubling (chance, 1024, 50 * 1024));
      return;
    }
  add_header (script, chance, seconds, from, to, "multipart/mixed; boundary=\"=_sheet\"");
  begin_saying (script, CLIENT, "--=_sheet\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
  add_text (script, pools, chance, chance_range (chance, 200, 4000));
  begin_saying (script, CLIENT,
                "\r\n--=_sheet\r\nContent-Type: application/pdf; name=\"%s-%u.pdf\"\r\n"
                "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"%s-%u.pdf\"\r\n\r\n",
                PICK (chance, words), (unsigned) chance_range (chance, 1, 999), PICK (chance, words),
                (unsigned) chance_range (chance, 1, 999));
  add_base64 (script, pools, chance, attachment);
  begin_saying (script, CLIENT, "\r\n--=_sheet--\r\n");
}

/* A mail in one to three BDAT chunks. */
static void
send_chunks (Script *script, const Pools *pools, Chance *chance, uint64_t seconds, const char *from, const char *to)
{
  unsigned chunks = (unsigned) chance_range (chance, 1, 3);
  for (unsigned i = 0; i < chunks; i++)
    {
      /* The command stands before the chunk, and is known only after it. */
      size_t command = script->piece_count++;
      if (i == 0)
        add_header (script, chance, seconds, from, to, "text/plain; charset=us-ascii");
      add_text (script, pools, chance, chance_doubling (chance, 1024, 32 * 1024));
      end_saying (script);
      size_t length = 0;
      for (size_t piece = command + 1; piece < script->piece_count; piece++)
        length += script->pieces[piece].length;
      begin_saying (script, CLIENT, "BDAT %zu%s\r\n", length, i + 1 == chunks ? " LAST" : "");
      script->pieces[command] = script->pieces[--script->piece_count];
      SAY (script, SERVER, "250 2.0.0 %zu octets received\r\n", length);
    }
}

typedef struct Envelope {
  char from[96];
  char to[4][96];
  unsigned recipients;
  int rejected; /* one of them, or -1 */
} Envelope;

static void
make_envelope (Envelope *envelope, Chance *chance)
{
  snprintf (envelope->from, sizeof envelope->from, "%s@%s", PICK (chance, people), PICK (chance, domains));
  envelope->recipients = chance_percent (chance, 70) ? 1 : (unsigned) chance_range (chance, 2, 4);
  for (unsigned i = 0; i < envelope->recipients; i++)
    snprintf (envelope->to[i], sizeof envelope->to[i], "%s@%s", PICK (chance, people), PICK (chance, domains));
  envelope->rejected = envelope->recipients > 1 && chance_percent (chance, 20) ? 1 : -1;
}

static void
answer_recipient (Script *script, const Envelope *envelope, unsigned recipient)
{
  if ((int) recipient == envelope->rejected)
    begin_saying (script, SERVER, "550 5.1.1 <%s>: Recipient address rejected: User unknown\r\n",
                  envelope->to[recipient]);
  else
    begin_saying (script, SERVER, "250 2.1.5 Ok\r\n");
}

/* MAIL, RCPT and (unless BDAT follows) DATA: all at once, or each after its reply. */
static void
send_envelope (Script *script, const Envelope *envelope, bool pipelined, bool data)
{
  begin_saying (script, CLIENT, "MAIL FROM:<%s>\r\n", envelope->from);
  if (!pipelined)
    {
      end_saying (script);
      SAY (script, SERVER, "250 2.1.0 Ok\r\n");
    }
  for (unsigned i = 0; i < envelope->recipients; i++)
    {
      begin_saying (script, CLIENT, "RCPT TO:<%s>\r\n", envelope->to[i]);
      if (!pipelined)
        {
          end_saying (script);
          answer_recipient (script, envelope, i);
          end_saying (script);
        }
    }
  if (data)
    begin_saying (script, CLIENT, "DATA\r\n");
  end_saying (script);
  if (pipelined)
    {
      begin_saying (script, SERVER, "250 2.1.0 Ok\r\n");
      for (unsigned i = 0; i < envelope->recipients; i++)
        answer_recipient (script, envelope, i);
    }
  if (data)
    begin_saying (script, SERVER, "354 End data with <CR><LF>.<CR><LF>\r\n");
  end_saying (script);
}

static void
send_mail (Script *script, const Pools *pools, Chance *chance, uint64_t seconds, bool pipelined)
{
  Envelope envelope;
  make_envelope (&envelope, chance);
  bool chunked = chance_percent (chance, 6);
  uint64_t attachment = chance_percent (chance, 25) ? chance_doubling (chance, 50 * 1024, 2 << 20) : 0;
  send_envelope (script, &envelope, pipelined, !chunked);
  if (chunked)
    send_chunks (script, pools, chance, seconds, envelope.from, envelope.to[0]);
  else
    {
      add_mail (script, pools, chance, seconds, envelope.from, envelope.to[0], attachment);
      begin_saying (script, CLIENT, ".\r\n");
      end_saying (script);
      SAY (script, SERVER, "250 2.0.0 Ok: queued as %08X\r\n", (unsigned) chance_next (chance));
    }
  script->mails++;
}

/* --- TLS and AUTH ------------------------------------------------------------- */

static void
add_records (Script *script, const Pools *pools, Chance *chance, Side side, size_t octets)
{
  while (octets > 0)
    {
      size_t length = octets < TLS_RECORD_MOST ? octets : TLS_RECORD_MOST;
      const uint8_t header[] = { 23, 3, 3, (uint8_t) (length >> 8), (uint8_t) length };
      copy_in (script, side, header, sizeof header, false);
      add (script, side, pools->noise + chance_range (chance, 0, POOL_OCTETS - length), length, octets == length);
      octets -= length;
    }
}

/* A hello of either side, with the supported_versions extension (RFC 8446 §4.1). */
static void
add_hello (Script *script, const Pools *pools, Chance *chance, Side side)
{
  static const uint8_t client_tail[] = { 0, 4, 0x13, 0x01, 0xc0, 0x2f, 1, 0, 0, 7, 0, 43, 0, 3, 2, 3, 4 };
  static const uint8_t server_tail[] = { 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 3, 4 };
  const uint8_t *tail = side == CLIENT ? client_tail : server_tail;
  size_t tail_length = side == CLIENT ? sizeof client_tail : sizeof server_tail;
  size_t body = 2 + 32 + 1 + 32 + tail_length;
  uint8_t hello[128] = { 22, 3, 1, 0, (uint8_t) (body + 4), side == CLIENT ? 1 : 2, 0, 0, (uint8_t) body, 3, 3 };
  size_t used = 11;
  memcpy (hello + used, pools->noise + chance_range (chance, 0, POOL_OCTETS - 64), 32);
  used += 32;
  hello[used++] = 32;
  memcpy (hello + used, pools->noise + 64, 32);
  used += 32;
  memcpy (hello + used, tail, tail_length);
  used += tail_length;
  copy_in (script, side, hello, used, side == CLIENT);
}

static void
add_tls (Script *script, const Pools *pools, Chance *chance, size_t from_client, size_t from_server)
{
  static const uint8_t change_cipher_spec[] = { 20, 3, 3, 0, 1, 1 };
  add_hello (script, pools, chance, CLIENT);
  add_hello (script, pools, chance, SERVER);
  copy_in (script, SERVER, change_cipher_spec, sizeof change_cipher_spec, false);
  add_records (script, pools, chance, SERVER, 2800);
  copy_in (script, CLIENT, change_cipher_spec, sizeof change_cipher_spec, false);
  add_records (script, pools, chance, CLIENT, 74);
  add_records (script, pools, chance, SERVER, 250);
  add_records (script, pools, chance, CLIENT, from_client);
  add_records (script, pools, chance, SERVER, from_server);
}

static void
add_auth (Script *script, Chance *chance)
{
  /* alice, bob and secret in base64, as an adversary would see them. */
  static const char *const plain[] = { "AGFsaWNlAHNlY3JldA==", "AGJvYgBzZWNyZXQ=" };
  if (chance_percent (chance, 60))
    SAY (script, CLIENT, "AUTH PLAIN %s\r\n", PICK (chance, plain));
  else
    {
      SAY (script, CLIENT, "AUTH LOGIN\r\n");
      SAY (script, SERVER, "334 VXNlcm5hbWU6\r\n");
      SAY (script, CLIENT, "YWxpY2U=\r\n");
      SAY (script, SERVER, "334 UGFzc3dvcmQ6\r\n");
      SAY (script, CLIENT, "c2VjcmV0\r\n");
    }
  SAY (script, SERVER, "235 2.7.0 Authentication successful\r\n");
}

/* --- the scripts -------------------------------------------------------------- */

static void
greet (Script *script, Chance *chance, bool starttls, bool auth)
{
  const char *server = PICK (chance, domains);
  SAY (script, SERVER, "220 mx%u.%s ESMTP Postfix\r\n", (unsigned) chance_range (chance, 1, 4), server);
  SAY (script, CLIENT, "EHLO out%u.%s\r\n", (unsigned) chance_range (chance, 1, 9), PICK (chance, domains));
  SAY (script, SERVER,
       "250-mx.%s\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-CHUNKING\r\n%s%s250-ENHANCEDSTATUSCODES\r\n"
       "250 8BITMIME\r\n",
       server, starttls ? "250-STARTTLS\r\n" : "", auth ? "250-AUTH PLAIN LOGIN\r\n" : "");
}

static void
quit (Script *script)
{
  SAY (script, CLIENT, "QUIT\r\n");
  SAY (script, SERVER, "221 2.0.0 Bye\r\n");
}

void
script_smtp (Script *script, const Pools *pools, Chance *chance, uint64_t seconds)
{
  bool starttls = chance_percent (chance, 12);
  bool auth = !starttls && chance_percent (chance, 25);
  begin (script, auth ? 587 : 25);
  greet (script, chance, starttls || chance_percent (chance, 30), auth);
  if (starttls)
    {
      SAY (script, CLIENT, "STARTTLS\r\n");
      SAY (script, SERVER, "220 2.0.0 Ready to start TLS\r\n");
      add_tls (script, pools, chance, chance_doubling (chance, 2000, 400000), 600);
      return;
    }
  if (auth)
    add_auth (script, chance);
  bool pipelined = chance_percent (chance, 50);
  unsigned mails = chance_percent (chance, 70) ? 1 : (unsigned) chance_range (chance, 2, 6);
  for (unsigned i = 0; i < mails; i++)
    {
      if (i > 0 && chance_percent (chance, 20))
        {
          SAY (script, CLIENT, "RSET\r\n");
          SAY (script, SERVER, "250 2.0.0 Ok\r\n");
        }
      send_mail (script, pools, chance, seconds, pipelined);
    }
  script->abrupt = chance_percent (chance, 3);
  if (!script->abrupt)
    quit (script);
}

void
script_tiny (Script *script, Chance *chance)
{
  enum { MAIL_OCTETS = 300 };
  begin (script, 25);
  greet (script, chance, false, false);
  Envelope envelope;
  make_envelope (&envelope, chance);
  envelope.recipients = 1;
  envelope.rejected = -1;
  send_envelope (script, &envelope, false, true);
  size_t length
      = begin_saying (script, CLIENT, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%llx@tiny.example>\r\n\r\n",
                      envelope.from, envelope.to[0], PICK (chance, words), (unsigned long long) chance_next (chance));
  begin_saying (script, CLIENT, "%0*u\r\n", (int) (MAIL_OCTETS - 2 - length), 0u);
  begin_saying (script, CLIENT, ".\r\n");
  end_saying (script);
  SAY (script, SERVER, "250 2.0.0 Ok: queued as %08X\r\n", (unsigned) chance_next (chance));
  script->mails = 1;
  quit (script);
}

void
script_huge (Script *script, const Pools *pools, Chance *chance, uint64_t seconds, uint64_t octets)
{
  begin (script, 25);
  greet (script, chance, false, false);
  Envelope envelope;
  make_envelope (&envelope, chance);
  send_envelope (script, &envelope, true, true);
  add_mail (script, pools, chance, seconds, envelope.from, envelope.to[0], octets);
  begin_saying (script, CLIENT, ".\r\n");
  end_saying (script);
  SAY (script, SERVER, "250 2.0.0 Ok: queued as %08X\r\n", (unsigned) chance_next (chance));
  script->mails = 1;
  quit (script);
}

static void
add_noise (Script *script, const Pools *pools, Chance *chance, Side side, size_t length)
{
  add (script, side, pools->noise + chance_range (chance, 0, POOL_OCTETS - length), length, true);
}

void
script_other (Script *script, const Pools *pools, Chance *chance)
{
  unsigned kind = (unsigned) chance_range (chance, 0, 99);
  size_t answer = chance_doubling (chance, 1000, 3 << 20);
  if (kind < 55)
    {
      begin (script, 443);
      add_tls (script, pools, chance, chance_range (chance, 300, 3000), answer);
    }
  else if (kind < 80)
    {
      begin (script, 80);
      for (unsigned i = 0; i < 3; i++)
        {
          SAY (script, CLIENT, "GET /%s/%u HTTP/1.1\r\nHost: www.%s\r\nAccept: */*\r\n\r\n", PICK (chance, words), i,
               PICK (chance, domains));
          size_t length = answer / 3 + 1;
          begin_saying (script, SERVER,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                        "Content-Length: %zu\r\n\r\n",
                        length);
          add_noise (script, pools, chance, SERVER, length);
        }
    }
  else
    {
      begin (script, (unsigned) chance_range (chance, 20000, 60000));
      add_noise (script, pools, chance, CLIENT, chance_range (chance, 20, 2000));
      add_noise (script, pools, chance, SERVER, answer);
    }
}

void
script_datagrams (Script *script, const Pools *pools, Chance *chance)
{
  begin (script, (unsigned) chance_range (chance, 30000, 60000));
  for (unsigned i = (unsigned) chance_range (chance, 2, 400); i > 0; i--)
    add_noise (script, pools, chance, chance_percent (chance, 20) ? CLIENT : SERVER, chance_range (chance, 20, 1300));
}
