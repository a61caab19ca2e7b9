/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push parser for the structure of a mail (RFC 2046 §5.1).
 *
 * Hides where one read ends and the next begins.  Of all octets it holds back
 * only what cannot be judged yet: a line end that may belong to a delimiter, and
 * behind it a line that begins like one.  Everything else goes to the leaf at
 * once, in runs as long as they came, so that the price of an octet is that of
 * finding LF.
 *
 * Lines at the end of a header that are no fields are text in front of which somebody forgot the empty line, and begin
 * the body, as mail servers have it; after a gap in a header the first such line does, for the empty line was lost.
 *
 * Limits: header_octets (a quarter of it for a part), parts, part_depth.  Past the
 * number of parts the rest is not looked at. */
#include "config.h"

#include "entity-scanner.h"

#include "entity-header.h"
#include "leaf-reader.h"

#define LINE_MOST 1024u /* of a line that may be a delimiter or a field after a gap */
#define PART_HEADER_SHARE 4u

typedef enum Place { IN_HEADER, IN_BODY, IN_REST } Place;

struct EntityScanner {
  EntityTree tree;
  Place place;
  bool fed;           /* some octets came */
  uint64_t offset;    /* in the captured octets, behind those judged */
  GByteArray *top;    /* header section of the message */
  GByteArray *part;   /* of the part being read */
  GByteArray *header; /* one of the two */
  LeafReader leaf;
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

static void
begin_entity (EntityScanner *scanner, EntityHeader *entity)
{
  MailPart *part = entity_tree_add (&scanner->tree, entity, scanner->offset);

  if (part == NULL)
    scanner->place = IN_REST;
  else if (part->kind != PART_MULTIPART)
    leaf_reader_begin (&scanner->leaf, part);
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
  EntityHeader entity;

  entity_header_read (&entity, octets_of (scanner->header->data, scanner->header->len),
                      entity_tree_in_digest (&scanner->tree));
  scanner->place = IN_BODY;
  scanner->line_start = true;
  scanner->line_kept = 0;
  scanner->line_length = 0;
  scanner->broken_line = scanner->unsure = false;
  size_t text_length;
  g_autofree uint8_t *text = take_text (scanner, entity.length, &text_length);
  begin_entity (scanner, &entity);
  entity_header_clear (&entity);
  entity_scanner_feed (scanner, octets_of (text, text_length));
}

/* A delimiter line of `length` octets, its line end in front counted, was read. */
static void
cross_delimiter (EntityScanner *scanner, const Delimiter *delimiter, uint64_t length)
{
  EntityTree *tree = &scanner->tree;

  leaf_reader_finish (&scanner->leaf);
  entity_tree_close (tree, delimiter->level + 1, scanner->offset, false);
  entity_tree_cross (tree, delimiter);
  if (delimiter->closes)
    entity_tree_close (tree, delimiter->level, scanner->offset, true);
  scanner->offset += length;
  scanner->end_length = 0;
  scanner->line_kept = 0;
  if (scanner->place == IN_REST)
    return;
  scanner->place = delimiter->closes ? IN_BODY : IN_HEADER;
  scanner->line_start = true;
  if (delimiter->closes)
    return;
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
  bool top = scanner->header == scanner->top && scanner->tree.around == NULL;
  uint64_t most = MIN (scanner->tree.limits->header_octets, G_MAXINT32) / (top ? 1 : PART_HEADER_SHARE);
  uint64_t room = most - MIN (most, scanner->header->len);

  if (octets.length > room)
    scanner->header_cut = true;
  if (octets.length > room && top)
    scanner->tree.message->header_cut = true;
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
  Delimiter delimiter;

  scanner->line_length = 0;
  scanner->line_kept = 0;
  if (whole && entity_tree_delimiter (&scanner->tree, text, &delimiter))
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

/* Whether a mail inside knows the line as its own delimiter. */
static bool
is_of_inside (const EntityScanner *scanner, Octets line)
{
  const EntityScanner *inside = scanner->leaf.inside;
  Delimiter delimiter;

  if (inside == NULL)
    return false;
  if (inside->place == IN_HEADER)
    {
      /* The line end in front, which ends that header, is held here. */
      EntityHeader entity;
      entity_header_read (&entity, octets_of (inside->header->data, inside->header->len), false);
      Octets boundary = octets_of_string (entity.boundary != NULL ? entity.boundary : "");
      bool same = boundary.length > 0 && octets_equal (octets_from (octets_trim (line), 2), boundary);
      entity_header_clear (&entity);
      return same;
    }
  return (entity_tree_delimiter (&inside->tree, line, &delimiter) && !delimiter.loose) || is_of_inside (inside, line);
}

/* What is held back is as whole as it will be: a delimiter or not. */
static void
judge_line (EntityScanner *scanner)
{
  Octets line = held_line (scanner);
  Octets text = without_line_end (line);
  bool ended = line.length > 0 && line.at[line.length - 1] == '\n';
  Delimiter delimiter;

  if (entity_tree_delimiter (&scanner->tree, text, &delimiter) && !(delimiter.loose && is_of_inside (scanner, text)))
    {
      cross_delimiter (scanner, &delimiter, scanner->end_length + line.length);
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
  if (scanner->tree.open->len == 0)
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

static EntityScanner *
scanner_new (const MessageLimits *limits, MailMessage *message, TypeGuesser *guesser, MailPart *around)
{
  EntityScanner *scanner = g_malloc (sizeof *scanner);

  /* Not the line, which is long and of which line_kept octets count. */
  memset (scanner, 0, offsetof (EntityScanner, line));
  entity_tree_init (&scanner->tree, limits, message, guesser, around);
  leaf_reader_init (&scanner->leaf, &scanner->tree);
  scanner->top = g_byte_array_new ();
  scanner->part = g_byte_array_new ();
  scanner->header = scanner->top;
  return scanner;
}

EntityScanner *
entity_scanner_new (const MessageLimits *limits, MailMessage *message, TypeGuesser *guesser)
{
  return scanner_new (limits, message, guesser, NULL);
}

EntityScanner *
entity_scanner_new_inside (const EntityTree *tree, MailPart *around)
{
  EntityScanner *scanner = scanner_new (tree->limits, tree->message, tree->guesser, around);

  if (transfer_encoding_of (around->encoding) == TRANSFER_IDENTITY)
    scanner->offset = around->offset;
  return scanner;
}

void
entity_scanner_free (EntityScanner *scanner)
{
  if (scanner == NULL)
    return;
  leaf_reader_clear (&scanner->leaf);
  entity_tree_clear (&scanner->tree);
  if (scanner->top != NULL)
    g_byte_array_unref (scanner->top);
  g_byte_array_unref (scanner->part);
  g_free (scanner);
}

void
entity_scanner_feed (EntityScanner *scanner, Octets octets)
{
  scanner->fed = scanner->fed || octets.length > 0;
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
      else if (scanner->place == IN_HEADER && scanner->fed)
        end_header (scanner);
      else if (scanner->line_kept > 0)
        judge_line (scanner);
      else
        break;
    }
  release_line_end (scanner);
  leaf_reader_finish (&scanner->leaf);
  entity_tree_close (&scanner->tree, 0, scanner->offset, false);
  if (scanner->tree.around != NULL)
    entity_header_summarize (octets_of (scanner->top->data, scanner->top->len), scanner->tree.around);
}

Octets
entity_scanner_header (const EntityScanner *scanner)
{
  return octets_of (scanner->top->data, scanner->top->len);
}

GByteArray *
entity_scanner_take_header (EntityScanner *scanner)
{
  return g_steal_pointer (&scanner->top);
}
