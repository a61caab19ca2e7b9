/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push parser for the structure of a mail (RFC 2046 §5.1).
 *
 * Hides where one read ends and the next begins.  Of all octets it holds back
 * only what cannot be judged yet: a line end that may belong to a delimiter, and
 * behind it a line that begins like one.  Everything else goes to the leaf at
 * once, in runs as long as they came, so that the price of an octet is that of
 * finding LF.
 *
 * A delimiter is a line that is a boundary of an open multipart, innermost first;
 * failing that, as RFC 2046 §5.1.1 has it, one that begins with it.
 * message/rfc822 is a leaf.  A multipart in which no delimiter comes is a leaf, so
 * that what it holds is not hidden.  Lines at the end of a header that are no
 * fields are text in front of which somebody forgot the empty line, and begin the
 * body, as mail servers have it; after a gap in a header the first such line does,
 * for the empty line was lost.
 *
 * Limits: header_octets (a quarter of it for a part), parts, part_depth.  Past the
 * number of parts the rest is not looked at. */
#include "config.h"

#include "entity-scanner.h"

#include "entity-header.h"
#include "leaf-reader.h"

#define LINE_MOST 1024u /* of a line that may be a delimiter or a field after a gap */
#define PART_HEADER_SHARE 4u

static const char PGP_BEGIN[] = "-----BEGIN PGP MESSAGE-----";

/* A multipart whose end did not come yet. */
typedef struct Multipart {
  char *boundary;
  size_t length;
  char *type;
  uint64_t body; /* where its body begins */
  unsigned children;
} Multipart;

typedef enum Place { IN_HEADER, IN_BODY, IN_REST } Place;

struct EntityScanner {
  const MessageLimits *limits;
  MailMessage *message;
  Place place;
  uint64_t offset;    /* in the captured octets, behind those judged */
  GByteArray *top;    /* header section of the message */
  GByteArray *part;   /* of the part being read */
  GByteArray *header; /* one of the two */
  GArray *open;       /* of Multipart, innermost last */
  LeafReader leaf;
  bool pgp_possible;            /* the leaf's head may be that of an OpenPGP message */
  bool line_start;              /* a line begins at the next octet */
  bool skip_line;               /* the rest of a long delimiter line */
  bool broken_line;             /* header: a gap lies in this line */
  bool unsure;                  /* header: a gap may have taken its end */
  bool header_broken;           /* a gap lies in it */
  bool header_cut;              /* it did not fit */
  uint64_t line_length;         /* header: octets of this line so far */
  size_t end_length, line_kept; /* of the two below */
  uint8_t end[2];               /* body: line end held back */
  uint8_t line[LINE_MOST];      /* start of the line held back */
};

void
mail_part_free (gpointer element)
{
  MailPart *part = element;

  if (part == NULL)
    return;
  g_free (part->path);
  g_free (part->type);
  g_free (part->charset);
  g_free (part->encoding);
  g_free (part->filename);
  g_free (part);
}

static void
multipart_clear (gpointer element)
{
  Multipart *multipart = element;
  g_free (multipart->boundary);
  g_free (multipart->type);
}

static Multipart *
multipart_at (EntityScanner *scanner, guint level)
{
  return &g_array_index (scanner->open, Multipart, level);
}

static Octets
held_line (const EntityScanner *scanner)
{
  return octets_of (scanner->line, scanner->line_kept);
}

static Octets
without_line_end (Octets line)
{
  if (line.length > 0 && line.at[line.length - 1] == '\n')
    line.length--;
  while (line.length > 0 && line.at[line.length - 1] == '\r')
    line.length--;
  return line;
}

/* "2.1": the numbers of the entities around a child of the innermost of `depth`
 * multiparts; "1" where there is none. */
static char *
part_path (EntityScanner *scanner, guint depth)
{
  GString *path = g_string_new (depth == 0 ? "1" : NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_printf (path, i == 0 ? "%u" : ".%u", multipart_at (scanner, i)->children);
  return g_string_free (path, FALSE);
}

/* A new leaf, or NULL at the limit: then nothing more is looked at. */
static MailPart *
add_part (EntityScanner *scanner, guint depth)
{
  MailMessage *message = scanner->message;

  if (message->parts->len >= scanner->limits->parts)
    {
      message->parts_cut = true;
      scanner->place = IN_REST;
      return NULL;
    }
  MailPart *part = g_new0 (MailPart, 1);
  part->path = part_path (scanner, depth);
  g_ptr_array_add (message->parts, part);
  return part;
}

static bool
begins_pgp (Octets head)
{
  size_t i = 0;

  while (i < head.length && g_ascii_isspace (head.at[i]))
    i++;
  /* At the start of a line: white space in front quotes it. */
  return (i == 0 || head.at[i - 1] == '\n')
         && octets_start_nocase (octets_from (head, i), octets_of_string (PGP_BEGIN));
}

static void
end_leaf (EntityScanner *scanner)
{
  bool ask = scanner->leaf.part != NULL && scanner->pgp_possible;

  leaf_reader_finish (&scanner->leaf);
  if (ask && begins_pgp (octets_of (scanner->leaf.head, scanner->leaf.head_length)))
    scanner->message->end_to_end = END_TO_END_OPENPGP;
  scanner->pgp_possible = false;
}

/* Multiparts from `level` on end at offset `end`. */
static void
close_multiparts (EntityScanner *scanner, guint level, uint64_t end)
{
  while (scanner->open->len > level)
    {
      guint last = scanner->open->len - 1;
      Multipart *multipart = multipart_at (scanner, last);
      MailPart *part = multipart->children == 0 && scanner->place != IN_REST ? add_part (scanner, last) : NULL;
      if (part != NULL)
        {
          part->type = g_steal_pointer (&multipart->type);
          part->offset = multipart->body;
          part->encoded = part->size = end - multipart->body;
        }
      g_array_set_size (scanner->open, last);
    }
}

static void
begin_leaf (EntityScanner *scanner, EntityHeader *entity)
{
  bool first = scanner->message->parts->len == 0;
  MailPart *part = add_part (scanner, scanner->open->len);

  if (part == NULL)
    return;
  part->type = g_steal_pointer (&entity->type);
  part->charset = g_steal_pointer (&entity->charset);
  part->encoding = g_steal_pointer (&entity->encoding);
  part->filename = g_steal_pointer (&entity->filename);
  part->attachment = entity->attachment;
  part->offset = scanner->offset;
  scanner->pgp_possible = first && g_str_has_prefix (part->type, "text/");
  leaf_reader_begin (&scanner->leaf, part, scanner->pgp_possible);
}

/* What stands behind `length` octets of the header is no header; owned, NULL where
 * there is nothing.  Where octets are missing nobody can tell. */
static uint8_t *
take_text (EntityScanner *scanner, size_t length, size_t *text_length)
{
  GByteArray *header = scanner->header;

  *text_length = 0;
  if (scanner->header_broken || scanner->header_cut || length >= header->len)
    return NULL;
  *text_length = header->len - length;
  uint8_t *text = g_memdup2 (header->data + length, *text_length);
  g_byte_array_set_size (header, (guint) length);
  scanner->offset -= *text_length;
  return text;
}

/* The header is whole: a leaf or a multipart begins. */
static void
end_header (EntityScanner *scanner)
{
  guint depth = scanner->open->len;
  bool digest = depth > 0 && strcmp (multipart_at (scanner, depth - 1)->type, "multipart/digest") == 0;
  EntityHeader entity;

  entity_header_read (&entity, octets_of (scanner->header->data, scanner->header->len), digest);
  /* What stands first in a mail decides whether the mail is encrypted. */
  if (scanner->message->parts->len == 0 && entity.end_to_end != END_TO_END_NONE)
    scanner->message->end_to_end = entity.end_to_end;
  scanner->place = IN_BODY;
  scanner->line_start = true;
  scanner->line_kept = 0;
  scanner->line_length = 0;
  scanner->broken_line = scanner->unsure = false;
  size_t text_length;
  g_autofree uint8_t *text = take_text (scanner, entity.length, &text_length);
  if (entity.boundary != NULL && depth < scanner->limits->part_depth)
    {
      Multipart multipart = { .boundary = g_steal_pointer (&entity.boundary), .body = scanner->offset };
      multipart.length = strlen (multipart.boundary);
      multipart.type = g_steal_pointer (&entity.type);
      g_array_append_val (scanner->open, multipart);
    }
  else
    {
      scanner->message->parts_cut = scanner->message->parts_cut || entity.boundary != NULL;
      begin_leaf (scanner, &entity);
    }
  entity_header_clear (&entity);
  entity_scanner_feed (scanner, octets_of (text, text_length));
}

/* What of a delimiter line stands behind "--" and the boundary. */
static bool
ends_delimiter (Octets rest, bool *closes)
{
  *closes = rest.length >= 2 && rest.at[0] == '-' && rest.at[1] == '-';
  return octets_trim (octets_from (rest, *closes ? 2 : 0)).length == 0;
}

/* Whether a line is a delimiter: of which open multipart, and whether its last. */
static bool
find_delimiter (EntityScanner *scanner, Octets line, guint *level, bool *closes)
{
  Octets text = octets_from (line, 2);
  bool prefix = false;

  if (line.length < 3 || line.at[0] != '-' || line.at[1] != '-')
    return false;
  for (guint i = scanner->open->len; i-- > 0;)
    {
      const Multipart *multipart = multipart_at (scanner, i);
      bool last;
      if (text.length < multipart->length || memcmp (text.at, multipart->boundary, multipart->length) != 0)
        continue;
      if (ends_delimiter (octets_from (text, multipart->length), &last))
        {
          *level = i;
          *closes = last;
          return true;
        }
      if (!prefix)
        {
          prefix = true;
          *level = i;
          *closes = last;
        }
    }
  return prefix;
}

/* A delimiter line of `length` octets, its line end in front counted, was read. */
static void
cross_delimiter (EntityScanner *scanner, guint level, bool closes, uint64_t length)
{
  end_leaf (scanner);
  close_multiparts (scanner, level + 1, scanner->offset);
  if (closes)
    close_multiparts (scanner, level, scanner->offset);
  scanner->offset += length;
  scanner->end_length = 0;
  scanner->line_kept = 0;
  if (scanner->place == IN_REST)
    return;
  scanner->place = closes ? IN_BODY : IN_HEADER;
  scanner->line_start = true;
  if (closes)
    return;
  multipart_at (scanner, level)->children++;
  scanner->header = scanner->part;
  g_byte_array_set_size (scanner->part, 0);
  scanner->line_length = 0;
  scanner->broken_line = scanner->unsure = scanner->header_broken = scanner->header_cut = false;
}

static void
give_to_leaf (EntityScanner *scanner, Octets octets)
{
  leaf_reader_feed (&scanner->leaf, octets);
  scanner->offset += octets.length;
}

static void
release_line_end (EntityScanner *scanner)
{
  give_to_leaf (scanner, octets_of (scanner->end, scanner->end_length));
  scanner->end_length = 0;
}

static void
hold_line_end (EntityScanner *scanner, Octets end)
{
  if (end.length > 0)
    memcpy (scanner->end, end.at, end.length);
  scanner->end_length = end.length;
}

static void
append_header (EntityScanner *scanner, Octets octets)
{
  bool top = scanner->header == scanner->top;
  uint64_t most = MIN (scanner->limits->header_octets, G_MAXINT32) / (top ? 1 : PART_HEADER_SHARE);
  uint64_t room = most - MIN (most, scanner->header->len);

  if (octets.length > room)
    scanner->header_cut = true;
  if (octets.length > room && top)
    scanner->message->header_cut = true;
  g_byte_array_append (scanner->header, octets.at, (guint) MIN (octets.length, room));
}

/* Takes this line, all of which is known, out of the header again. */
static void
take_back_line (EntityScanner *scanner, Octets line)
{
  GByteArray *header = scanner->header;

  if (header->len >= line.length && memcmp (header->data + header->len - line.length, line.at, line.length) == 0)
    g_byte_array_set_size (header, (guint) (header->len - line.length));
  scanner->offset -= line.length;
}

/* The line belongs to the body, of which it is the start. */
static void
move_line_to_body (EntityScanner *scanner, Octets line)
{
  uint8_t copy[LINE_MOST];

  memcpy (copy, line.at, line.length);
  take_back_line (scanner, line);
  end_header (scanner);
  entity_scanner_feed (scanner, octets_of (copy, line.length));
}

/* A line of the header came to its end.  `line` is at most LINE_MOST of it. */
static void
end_header_line (EntityScanner *scanner, Octets line)
{
  bool whole = line.length == scanner->line_length;
  Octets text = whole ? without_line_end (line) : line;
  bool closes;
  guint level;

  scanner->line_length = 0;
  scanner->line_kept = 0;
  if (whole && find_delimiter (scanner, text, &level, &closes))
    move_line_to_body (scanner, line); /* the part had no body, not even the empty line */
  else if (scanner->broken_line)
    {
      scanner->broken_line = false;
      scanner->unsure = true;
    }
  else if (whole && text.length == 0)
    end_header (scanner);
  else if (scanner->unsure && whole && line.at[0] != ' ' && line.at[0] != '\t')
    {
      HeaderField field;
      scanner->unsure = false;
      if (header_fields_scan (line, &field, 1, NULL) != 1 || field.malformed)
        move_line_to_body (scanner, line);
    }
}

/* Takes octets up to the end of a line; returns the rest. */
static Octets
header_feed (EntityScanner *scanner, Octets octets)
{
  size_t feed = octets_find (octets, '\n');
  Octets taken = feed == SIZE_MAX ? octets : octets_slice (octets, 0, feed + 1);
  Octets rest = octets_from (octets, taken.length);

  append_header (scanner, taken);
  scanner->offset += taken.length;
  scanner->line_length += taken.length;
  if (feed != SIZE_MAX && scanner->line_kept == 0)
    {
      end_header_line (scanner, octets_slice (taken, 0, LINE_MOST));
      return rest;
    }
  size_t keep = MIN (taken.length, LINE_MOST - scanner->line_kept);
  memcpy (scanner->line + scanner->line_kept, taken.at, keep);
  scanner->line_kept += keep;
  if (feed != SIZE_MAX)
    end_header_line (scanner, held_line (scanner));
  return rest;
}

/* What is held back is as whole as it will be: a delimiter or not. */
static void
judge_line (EntityScanner *scanner)
{
  Octets line = held_line (scanner);
  Octets text = without_line_end (line);
  bool ended = line.length > 0 && line.at[line.length - 1] == '\n';
  bool closes;
  guint level;

  if (find_delimiter (scanner, text, &level, &closes))
    {
      cross_delimiter (scanner, level, closes, scanner->end_length + line.length);
      scanner->skip_line = !ended;
      return;
    }
  release_line_end (scanner);
  size_t end = ended ? 1 + (line.length > 1 && line.at[line.length - 2] == '\r') : 0;
  give_to_leaf (scanner, octets_slice (line, 0, line.length - end));
  hold_line_end (scanner, octets_from (line, line.length - end));
  scanner->line_kept = 0;
  scanner->line_start = ended;
}

/* Goes on with a line that begins with "-"; returns the rest. */
static Octets
line_feed (EntityScanner *scanner, Octets octets)
{
  if (scanner->line_kept == 1 && octets.at[0] != '-')
    {
      release_line_end (scanner);
      give_to_leaf (scanner, held_line (scanner));
      scanner->line_kept = 0;
      scanner->line_start = false;
      return octets;
    }
  Octets taken = octets_slice (octets, 0, scanner->line_kept < 2 ? 1 : LINE_MOST - scanner->line_kept);
  size_t feed = octets_find (taken, '\n');
  if (feed != SIZE_MAX)
    taken.length = feed + 1;
  memcpy (scanner->line + scanner->line_kept, taken.at, taken.length);
  scanner->line_kept += taken.length;
  if (feed != SIZE_MAX || scanner->line_kept == LINE_MOST)
    judge_line (scanner);
  return octets_from (octets, taken.length);
}

/* Gives whole runs to the leaf until a line end that may belong to a delimiter. */
static Octets
run_feed (EntityScanner *scanner, Octets run)
{
  const uint8_t *at = run.at;
  const uint8_t *end = run.at + run.length;

  for (;;)
    {
      const uint8_t *feed = memchr (at, '\n', (size_t) (end - at));
      if (feed == NULL)
        {
          size_t held = end[-1] == '\r';
          give_to_leaf (scanner, octets_slice (run, 0, run.length - held));
          hold_line_end (scanner, octets_from (run, run.length - held));
          return OCTETS_NONE;
        }
      at = feed + 1;
      if (at == end || *at == '-')
        {
          const uint8_t *line_end = feed > run.at && feed[-1] == '\r' ? feed - 1 : feed;
          give_to_leaf (scanner, octets_of (run.at, (size_t) (line_end - run.at)));
          hold_line_end (scanner, octets_of (line_end, (size_t) (at - line_end)));
          scanner->line_start = true;
          return octets_of (at, (size_t) (end - at));
        }
    }
}

/* Takes some of the octets, at least one; returns the rest. */
static Octets
body_feed (EntityScanner *scanner, Octets octets)
{
  if (scanner->open->len == 0)
    {
      /* Nothing can end this but the mail. */
      give_to_leaf (scanner, octets);
      return OCTETS_NONE;
    }
  if (scanner->skip_line)
    {
      size_t feed = octets_find (octets, '\n');
      size_t length = feed == SIZE_MAX ? octets.length : feed + 1;
      scanner->skip_line = feed == SIZE_MAX;
      scanner->offset += length;
      return octets_from (octets, length);
    }
  if (scanner->line_kept > 0 || (scanner->line_start && octets.at[0] == '-'))
    return line_feed (scanner, octets);
  if (!scanner->line_start && scanner->end_length == 1 && octets.at[0] == '\n')
    {
      scanner->end[scanner->end_length++] = '\n';
      scanner->line_start = true;
      return octets_from (octets, 1);
    }
  release_line_end (scanner);
  scanner->line_start = false;
  return run_feed (scanner, octets);
}

EntityScanner *
entity_scanner_new (const MessageLimits *limits, MailMessage *message)
{
  EntityScanner *scanner = g_malloc (sizeof *scanner);

  /* Not the line, which is long and of which line_kept octets count. */
  memset (scanner, 0, offsetof (EntityScanner, line));
  scanner->limits = limits;
  scanner->message = message;
  scanner->top = g_byte_array_new ();
  scanner->part = g_byte_array_new ();
  scanner->header = scanner->top;
  scanner->open = g_array_new (FALSE, FALSE, sizeof (Multipart));
  g_array_set_clear_func (scanner->open, multipart_clear);
  return scanner;
}

void
entity_scanner_free (EntityScanner *scanner)
{
  if (scanner == NULL)
    return;
  leaf_reader_clear (&scanner->leaf);
  if (scanner->top != NULL)
    g_byte_array_unref (scanner->top);
  g_byte_array_unref (scanner->part);
  g_array_unref (scanner->open);
  g_free (scanner);
}

void
entity_scanner_feed (EntityScanner *scanner, Octets octets)
{
  while (octets.length > 0)
    switch (scanner->place)
      {
      case IN_HEADER:
        octets = scanner->skip_line ? body_feed (scanner, octets) : header_feed (scanner, octets);
        break;
      case IN_BODY:
        octets = body_feed (scanner, octets);
        break;
      case IN_REST:
        scanner->offset += octets.length;
        return;
      }
}

void
entity_scanner_gap (EntityScanner *scanner)
{
  if (scanner->place == IN_BODY && scanner->line_kept > 0)
    judge_line (scanner);
  scanner->skip_line = false;
  if (scanner->place == IN_HEADER)
    {
      scanner->broken_line = true;
      scanner->header_broken = true;
      scanner->line_length = 0;
      scanner->line_kept = 0;
      return;
    }
  release_line_end (scanner);
  leaf_reader_gap (&scanner->leaf);
  /* Where a whole delimiter follows, the gap ended at a line. */
  scanner->line_start = true;
}

void
entity_scanner_finish (EntityScanner *scanner)
{
  /* Each turn judges what is held back; text at the end of a header may turn out
   * to hold a delimiter, and so another header. */
  while (scanner->place != IN_REST)
    {
      if (scanner->place == IN_HEADER && scanner->line_kept > 0)
        end_header_line (scanner, held_line (scanner));
      else if (scanner->place == IN_HEADER && scanner->offset > 0)
        end_header (scanner);
      else if (scanner->line_kept > 0)
        judge_line (scanner);
      else
        break;
    }
  release_line_end (scanner);
  end_leaf (scanner);
  close_multiparts (scanner, 0, scanner->offset);
}

GByteArray *
entity_scanner_take_header (EntityScanner *scanner)
{
  return g_steal_pointer (&scanner->top);
}
