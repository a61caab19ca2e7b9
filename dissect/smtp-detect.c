/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client says EHLO, HELO or LHLO, the server answers with three digits and
 * spoke first.  FTP also greets with 220, POP and IMAP also QUIT and NOOP, an HTTP
 * body may quote a whole dialogue: so one sign alone is not enough, unless the
 * port agrees, and what another protocol alone would say decides against SMTP. */
#include "config.h"

#include "smtp-detect.h"

#include "preamble.h"
#include "smtp-command.h"
#include "smtp-reply.h"

typedef enum Voice {
  VOICE_SILENT,
  VOICE_PARTIAL, /* too little to tell */
  VOICE_CLIENT,  /* a command that only SMTP has */
  VOICE_WEAK,    /* a command that SMTP shares with others */
  VOICE_SERVER,  /* a reply */
  VOICE_TLS,     /* a TLS record */
  VOICE_FOREIGN, /* a line that another protocol would say */
  VOICE_TEXT,    /* lines of text that say nothing */
  VOICE_BINARY,
} Voice;

bool
smtp_detect_port (uint16_t port)
{
  return port == 25 || port == 587 || port == 465 || port == 2525 || port == 24;
}

/* Commands of other protocols that speak in lines. */
static bool
foreign_line (Octets line)
{
  static const char *const openings[] = {
    "USER ", "PASS ",        "FEAT",  "SYST",  "OPTS ",    "AUTH TLS", "AUTH SSL", "CAPA", "STLS",   "GET ",
    "POST ", "PUT ",         "HEAD ", "HTTP/", "OPTIONS ", "+OK",      "-ERR",     "* OK", "SSH-",   "CONNECT ",
    "MODE ", "CAPABILITIES", "NICK ", "JOIN ", "APOP ",    "SITE ",    "PRI * ",   "LIST", "GROUP ", "INVITE ",
  };
  for (size_t i = 0; i < G_N_ELEMENTS (openings); i++)
    if (octets_start_nocase (line, octets_of_string (openings[i])))
      return true;
  /* A request line, whatever its method. */
  return octets_find_nocase (line, OCTETS (" HTTP/1.")) != SIZE_MAX
         || octets_find_nocase (line, OCTETS (" SIP/2.0")) != SIZE_MAX
         || octets_find_nocase (line, OCTETS (" RTSP/1.")) != SIZE_MAX;
}

static Voice
command_voice (Octets line)
{
  SmtpVerb verb = smtp_command_verb (line);
  Octets rest = octets_trim (line);
  switch (verb)
    {
    case VERB_EHLO:
    case VERB_LHLO:
    case VERB_HELO:
    case VERB_BDAT:
    case VERB_ETRN:
    case VERB_VRFY:
    case VERB_EXPN:
    case VERB_XCLIENT:
    case VERB_XFORWARD:
    case VERB_X_ANONYMOUSTLS:
      return VOICE_CLIENT;
    case VERB_MAIL:
      return octets_find_nocase (rest, OCTETS ("FROM")) != SIZE_MAX ? VOICE_CLIENT : VOICE_WEAK;
    case VERB_RCPT:
      return octets_find_nocase (rest, OCTETS ("TO")) != SIZE_MAX ? VOICE_CLIENT : VOICE_WEAK;
    case VERB_UNKNOWN:
      return VOICE_TEXT;
    default:
      return VOICE_WEAK;
    }
}

/* Cuts the next line off; false where none ends. */
static bool
next_line (Octets *rest, Octets *line)
{
  size_t lf = octets_find (*rest, '\n');
  if (lf == SIZE_MAX)
    return false;
  *line = octets_slice (*rest, 0, lf);
  if (line->length > 0 && line->at[line->length - 1] == '\r')
    line->length--;
  *rest = octets_from (*rest, lf + 1);
  return true;
}

/* Many controls; but a dialogue stays one, though a host's name be full of escape
 * sequences meant for somebody's terminal. */
static bool
is_binary (Octets octets)
{
  size_t odd = 0;
  Octets rest = octets, line, text;
  int code;
  bool more;
  if (next_line (&rest, &line)
      && (smtp_reply_line (line, &code, &more, &text) || smtp_command_verb (line) != VERB_UNKNOWN))
    return false;
  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t c = octets.at[i];
      if (c < 0x20 && c != '\t' && c != '\r' && c != '\n')
        odd++;
    }
  return odd > octets.length / 16;
}

static bool
tls_record (Octets head)
{
  return head.length >= 3 && head.at[0] == 0x16 && head.at[1] == 3 && head.at[2] <= 4;
}

/* What the first lines of a side sound like.  The strongest line counts, but a
 * foreign one first decides.  `strict`: behind text a command is text too, a
 * quotation. */
static Voice
voice_of (Octets head, bool midstream, bool strict)
{
  if (head.length == 0)
    return VOICE_SILENT;
  if (head.at[0] == 0x16)
    return head.length < 3 ? VOICE_PARTIAL : tls_record (head) ? VOICE_TLS : VOICE_BINARY;
  if (is_binary (head))
    return VOICE_BINARY;
  Octets rest = head, line;
  Voice voice = VOICE_PARTIAL;
  for (bool first = true; next_line (&rest, &line); first = false)
    {
      int code;
      bool more;
      Octets text;
      /* A stream picked up in the middle may begin in the middle of a line. */
      if (foreign_line (line) && (first || !midstream))
        return VOICE_FOREIGN;
      bool tail = first && midstream && line.length == 3; /* or the end of a number */
      if (!tail && smtp_reply_line (line, &code, &more, &text) && code >= 200 && code < 600)
        {
          if (first || midstream)
            return VOICE_SERVER;
          continue;
        }
      Voice this = command_voice (line);
      if (this == VOICE_CLIENT && !(strict && voice == VOICE_TEXT))
        return VOICE_CLIENT;
      if (this == VOICE_WEAK && voice != VOICE_TEXT)
        voice = VOICE_WEAK;
      else if (voice == VOICE_PARTIAL)
        voice = VOICE_TEXT;
    }
  return voice;
}

/* What stands behind the code and the server's name, in which "smtp" and "ftp" mean nothing. */
static Octets
behind_name (Octets line)
{
  Octets text = octets_trim (octets_from (line, 4));
  size_t space = octets_find (text, ' ');
  Octets name = octets_slice (text, 0, space);
  return octets_find (name, '.') != SIZE_MAX ? octets_slice (text, name.length, SIZE_MAX) : text;
}

static bool
has_word (Octets text, Octets word)
{
  for (size_t at; (at = octets_find_nocase (text, word)) != SIZE_MAX; text = octets_from (text, at + 1))
    {
      bool begins = at == 0 || !g_ascii_isalnum (text.at[at - 1]);
      size_t end = at + word.length;
      if (begins && (end == text.length || !g_ascii_isalnum (text.at[end])))
        return true;
    }
  return false;
}

/* The greeting says SMTP itself. */
static bool
names_smtp (Octets head)
{
  Octets rest = head, line;
  while (next_line (&rest, &line))
    {
      Octets text = behind_name (line);
      if (has_word (text, OCTETS ("SMTP")) || has_word (text, OCTETS ("ESMTP")) || has_word (text, OCTETS ("LMTP")))
        return true;
    }
  return false;
}

static bool
names_other (Octets head)
{
  Octets rest = head, line;
  while (next_line (&rest, &line))
    {
      Octets text = behind_name (line);
      if (octets_find_nocase (text, OCTETS ("FTP")) != SIZE_MAX
          || octets_find_nocase (text, OCTETS ("NNTP")) != SIZE_MAX)
        return true;
    }
  return false;
}

/* The code of what the server said behind its greeting; 0: nothing yet. */
static int
second_code (Octets head)
{
  Octets rest = head, line, text;
  int code;
  bool more = true;
  while (more)
    if (!next_line (&rest, &line))
      return 0;
    else if (!smtp_reply_line (line, &code, &more, &text))
      more = false;
  return next_line (&rest, &line) && smtp_reply_line (line, &code, &more, &text) ? code : 0;
}

/* A middle of a connection that is nothing but commands, as far as a mail begins. */
static bool
all_commands (Octets head)
{
  Octets rest = head, line;
  unsigned commands = 0;
  for (bool first = true; next_line (&rest, &line); first = false)
    {
      SmtpVerb verb = smtp_command_verb (line);
      if (verb == VERB_UNKNOWN && !first)
        return false;
      commands += command_voice (line) == VOICE_CLIENT;
      if (verb == VERB_DATA)
        break;
    }
  return commands > 1;
}

static bool
greets (Octets head)
{
  return octets_start_nocase (head, OCTETS ("220")) || octets_start_nocase (head, OCTETS ("554"))
         || octets_start_nocase (head, OCTETS ("421")) || octets_start_nocase (head, OCTETS ("521"))
         || octets_start_nocase (head, OCTETS ("450"));
}

/* Server `s` has greeted a client that speaks another protocol: to port 25 a web
 * page can be made to send a request, and that is worth a session. */
static Detection
decide_foreign (const DetectView *view, unsigned s)
{
  Octets head = view->head[s];
  if (!smtp_detect_port (view->flow->side[s].port) || view->midstream || !greets (head) || names_other (head))
    return DETECT_NOT_SMTP;
  int code = second_code (head);
  if (names_smtp (head) || code >= 500 || code == 421)
    return DETECT_SMTP;
  if (code != 0)
    return DETECT_NOT_SMTP;
  return view->ended ? DETECT_SMTP : view->full[s] ? DETECT_NOT_SMTP : DETECT_UNDECIDED;
}

/* Server `s` has replied; the other side is `c`. */
static Detection
decide_server (const DetectView *view, unsigned s, Voice client)
{
  unsigned c = 1 - s;
  Octets head = view->head[s];
  bool hint = smtp_detect_port (view->flow->side[s].port);
  if (client == VOICE_CLIENT)
    return DETECT_SMTP;
  if (client == VOICE_SERVER)
    return DETECT_NOT_SMTP;
  if (client == VOICE_FOREIGN)
    return decide_foreign (view, s);
  /* A server that opens with its name; whatever the client says to it. */
  if (!view->midstream && s == 1 && greets (head) && names_smtp (head) && !names_other (head))
    return DETECT_SMTP;
  if (names_other (head) && !hint)
    return DETECT_NOT_SMTP;
  bool client_done = view->full[c] || view->ended;
  if (hint && !names_other (head) && (client_done || (client != VOICE_SILENT && client != VOICE_PARTIAL)))
    return DETECT_SMTP;
  /* Replies alone, from a port of SMTP: one direction was captured. */
  if (hint && view->full[s])
    return DETECT_SMTP;
  return client_done || view->full[s] ? DETECT_NOT_SMTP : DETECT_UNDECIDED;
}

/* Client `c` has said a command of SMTP, the other side nothing yet. */
static Detection
decide_client (const DetectView *view, unsigned c, Voice server)
{
  if (server == VOICE_SILENT || server == VOICE_PARTIAL)
    {
      if (smtp_detect_port (view->flow->side[1 - c].port))
        return DETECT_SMTP;
      /* Others say HELO too: what the server answers tells, if it is seen. */
      if (!view->midstream)
        return view->ended || view->full[c] ? DETECT_SMTP : DETECT_UNDECIDED;
      if (view->ended && all_commands (view->head[c]))
        return DETECT_SMTP;
      return view->full[c] || view->ended ? DETECT_NOT_SMTP : DETECT_UNDECIDED;
    }
  /* Some program listens on a port of SMTP, and answers in no form: what the
   * client tried is worth a session. */
  bool formless = server == VOICE_TEXT || (server == VOICE_WEAK && view->midstream);
  return formless && smtp_detect_port (view->flow->side[1 - c].port) ? DETECT_SMTP : DETECT_NOT_SMTP;
}

/* Neither command nor reply: the middle of a mail, perhaps, on its way to a
 * port of SMTP. */
static Detection
decide_text (const DetectView *view, unsigned c, Voice client)
{
  if ((client == VOICE_TEXT || client == VOICE_WEAK || client == VOICE_PARTIAL) && view->midstream
      && smtp_detect_port (view->flow->side[1 - c].port) && !smtp_detect_port (view->flow->side[c].port))
    return view->ended || view->full[c] ? DETECT_SMTP : DETECT_UNDECIDED;
  return view->ended || view->full[c] ? DETECT_NOT_SMTP : DETECT_UNDECIDED;
}

/* A connection to the port of SMTP over TLS, picked up where a record of any kind
 * begins; the other side says nothing else. */
static bool
inside_tls (const DetectView *view, unsigned side)
{
  bool one_port = (view->flow->side[0].port == 465) != (view->flow->side[1].port == 465);
  Octets head = view->head[side], other = view->head[1 - side];
  bool record = head.length >= 3 && head.at[0] >= 0x14 && head.at[0] <= 0x17 && head.at[1] == 3 && head.at[2] <= 4;
  return one_port && record && (other.length == 0 || other.at[0] < 0x20 || other.at[0] >= 0x80);
}

Detection
smtp_detect (const DetectView *view, unsigned *client_side)
{
  Voice voice[2];
  for (unsigned side = 0; side < 2; side++)
    voice[side] = voice_of (view->head[side], view->midstream,
                            !view->midstream && !smtp_detect_port (view->flow->side[1 - side].port));
  for (unsigned side = 0; side < 2; side++)
    if (view->midstream && inside_tls (view, side))
      {
        *client_side = view->flow->side[1].port == 465 ? 0 : 1;
        return DETECT_IMPLICIT_TLS;
      }
  for (unsigned side = 0; side < 2; side++)
    if (voice[side] == VOICE_TLS && !view->midstream && view->flow->side[1 - side].port == 465
        && (voice[1 - side] == VOICE_SILENT || voice[1 - side] == VOICE_TLS || voice[1 - side] == VOICE_PARTIAL))
      {
        *client_side = side;
        return DETECT_IMPLICIT_TLS;
      }
  /* Who opened the connection is asked first as the client, so side 1 as the server. */
  for (unsigned i = 0; i < 2; i++)
    {
      unsigned s = 1 - i;
      if (voice[s] != VOICE_SERVER)
        continue;
      Detection detection = decide_server (view, s, voice[1 - s]);
      *client_side = 1 - s;
      return detection;
    }
  for (unsigned c = 0; c < 2; c++)
    if (voice[c] == VOICE_CLIENT)
      {
        *client_side = c;
        return decide_client (view, c, voice[1 - c]);
      }
  for (unsigned c = 0; c < 2; c++)
    if (voice[c] == VOICE_FOREIGN || voice[c] == VOICE_BINARY || voice[c] == VOICE_TLS)
      {
        /* On a port of SMTP the server may yet greet: cross-protocol probes are worth a session. */
        bool hint = smtp_detect_port (view->flow->side[1 - c].port) && !view->midstream;
        bool silent = voice[1 - c] == VOICE_SILENT || voice[1 - c] == VOICE_PARTIAL;
        return hint && silent && !view->ended && !view->full[c] ? DETECT_UNDECIDED : DETECT_NOT_SMTP;
      }
  for (unsigned c = 0; c < 2; c++)
    if (voice[c] != VOICE_SILENT)
      {
        *client_side = c;
        Detection detection = decide_text (view, c, voice[c]);
        if (detection != DETECT_NOT_SMTP || c == 1 || voice[1] == VOICE_SILENT)
          return detection;
      }
  return view->ended ? DETECT_NOT_SMTP : DETECT_UNDECIDED;
}

bool
smtp_detect_plausible (const Flow *flow, unsigned side, bool midstream, Octets first)
{
  if (smtp_detect_port (flow->side[0].port) || smtp_detect_port (flow->side[1].port))
    return true;
  if (first.length == 0 || (side == 0 && !midstream && preamble_plausible (first)))
    return true;
  uint8_t c = first.at[0];
  bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  bool digit = c >= '2' && c <= '5';
  if (!letter && !digit)
    return midstream && (c == '\r' || c == '\n' || c == ' ');
  if (first.length < 4 || midstream)
    return true;
  if (digit)
    {
      int code;
      bool more;
      Octets text;
      return side == 1 && smtp_reply_line (octets_slice (first, 0, 4), &code, &more, &text);
    }
  if (foreign_line (first))
    return false;
  return smtp_command_verb (octets_slice (first, 0, 4)) != VERB_UNKNOWN
         || octets_start_nocase (first, OCTETS ("STARTTLS")) || octets_start_nocase (first, OCTETS ("X"));
}
