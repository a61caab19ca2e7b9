/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The octets of one mail as a list of pieces, in memory or in a spool.
 *
 * Hides where the octets are.  Memory comes first, up to mail_memory for this
 * mail and total_memory for all; from then on everything goes to the spool, or
 * is dropped where there is none or where nobody will ask for it.  Once an octet
 * was dropped no later one is kept, so that what is kept is always the start of
 * the mail without a hole.
 *
 * Pieces in memory grow with the mail up to PIECE_MOST, which the allocator still
 * serves from its heap: larger ones would be mapped afresh for each mail.
 * Spool ranges that lie behind one another are one piece. */
#include "config.h"

#include "mail-data.h"

#define PIECE_LEAST 256u
#define PIECE_MOST 65536u
#define READ_BLOCK 65536u

typedef struct Piece {
  uint64_t start;  /* in the mail */
  uint64_t length; /* used */
  uint8_t *memory; /* NULL: in the spool */
  uint64_t place;  /* memory: octets allocated; spool: offset there */
} Piece;

struct MailData {
  MailStorage *storage;
  uint64_t size;
  uint64_t kept;
  uint64_t allocated; /* of this mail in memory */
  Piece *pieces;
  size_t count;
  size_t room;
  bool spooling; /* memory is used up for this mail */
  bool closed;   /* something was dropped */
  int references;
  bool settled; /* memory of pieces, and this struct, are in an arena */
};

static Piece *
add_piece (MailData *mail)
{
  if (mail->count == mail->room)
    {
      mail->room = MAX (2, mail->room * 2);
      mail->pieces = g_renew (Piece, mail->pieces, mail->room);
    }
  Piece *piece = &mail->pieces[mail->count++];
  *piece = (Piece){ .start = mail->kept };
  return piece;
}

/* A fresh piece in memory for up to `wanted` octets, or NULL at the limits. */
static Piece *
add_memory (MailData *mail, size_t wanted)
{
  MailStorage *storage = mail->storage;
  uint64_t left = storage->mail_memory - MIN (storage->mail_memory, mail->allocated);
  uint64_t total = storage->total_memory - MIN (storage->total_memory, storage->memory_used);
  uint64_t room = mail->count == 0 ? wanted : MAX (wanted, mail->kept);

  room = CLAMP (room, PIECE_LEAST, PIECE_MOST);
  room = MIN (room, MIN (left, total));
  if (room == 0)
    return NULL;
  Piece *piece = add_piece (mail);
  piece->memory = g_malloc (room);
  piece->place = room;
  mail->allocated += room;
  storage->memory_used += room;
  return piece;
}

/* Returns how many octets memory took. */
static size_t
keep_in_memory (MailData *mail, Octets octets)
{
  size_t taken = 0;

  while (taken < octets.length)
    {
      Piece *piece = mail->count > 0 ? &mail->pieces[mail->count - 1] : NULL;
      if (piece == NULL || piece->length == piece->place)
        piece = add_memory (mail, octets.length - taken);
      if (piece == NULL)
        break;
      size_t part = MIN (octets.length - taken, piece->place - piece->length);
      memcpy (piece->memory + piece->length, octets.at + taken, part);
      piece->length += part;
      mail->kept += part;
      taken += part;
    }
  return taken;
}

static bool
keep_in_spool (MailData *mail, Octets octets)
{
  MailStorage *storage = mail->storage;
  MailSpool *spool = storage->spool;
  uint64_t place;

  if (storage->total_spool > 0
      && octets.length > storage->total_spool - MIN (storage->total_spool, storage->spool_used))
    {
      storage->spool_hit++;
      return false;
    }
  if (!spool->write (spool, octets, &place))
    return false;
  storage->spool_used += octets.length;
  Piece *piece = mail->count > 0 ? &mail->pieces[mail->count - 1] : NULL;
  if (piece == NULL || piece->memory != NULL || piece->place + piece->length != place)
    {
      piece = add_piece (mail);
      piece->place = place;
    }
  piece->length += octets.length;
  mail->kept += octets.length;
  storage->spilled += octets.length;
  return true;
}

MailData *
mail_data_new (MailStorage *storage)
{
  MailData *mail = g_new0 (MailData, 1);
  mail->storage = storage;
  mail->references = 1;
  return mail;
}

MailData *
mail_data_ref (MailData *mail)
{
  mail->references++;
  return mail;
}

void
mail_data_unref (MailData *mail)
{
  if (mail == NULL || --mail->references > 0)
    return;
  MailSpool *spool = mail->storage->spool;
  for (size_t i = 0; i < mail->count; i++)
    {
      const Piece *piece = &mail->pieces[i];
      if (piece->memory != NULL && !mail->settled)
        g_free (piece->memory);
      else if (piece->memory == NULL)
        {
          spool->release (spool, piece->place, piece->length);
          mail->storage->spool_used -= piece->length;
        }
    }
  mail->storage->memory_used -= mail->allocated;
  if (mail->settled)
    return;
  g_free (mail->pieces);
  g_free (mail);
}

MailData *
mail_data_settle (MailData *mail, Arena *arena, bool *plain)
{
  *plain = mail->settled && mail->references == 1;
  if (mail->settled || mail->references > 1)
    return mail;
  *plain = true;
  for (size_t i = 0; i < mail->count; i++)
    {
      Piece *piece = &mail->pieces[i];
      uint8_t *memory = piece->memory;
      *plain = *plain && memory != NULL;
      if (memory != NULL)
        piece->memory = arena_settle (arena, memory, piece->length);
      g_free (memory);
    }
  Piece *pieces = mail->pieces;
  mail->pieces = arena_settle (arena, pieces, mail->count * sizeof *pieces);
  g_free (pieces);
  mail->storage->memory_used -= mail->allocated;
  mail->allocated = 0;
  mail->room = mail->count;
  mail->settled = mail->closed = true;
  MailData *settled = arena_settle (arena, mail, sizeof *mail);
  g_free (mail);
  return settled;
}

Octets
mail_data_front (const MailData *mail)
{
  if (!mail->settled || mail->count == 0 || mail->pieces[0].memory == NULL)
    return OCTETS_NONE;
  return octets_of (mail->pieces[0].memory, mail->pieces[0].length);
}

void
mail_data_append (MailData *mail, Octets octets)
{
  MailStorage *storage = mail->storage;

  mail->size += octets.length;
  if (!mail->closed && !mail->spooling)
    octets = octets_from (octets, keep_in_memory (mail, octets));
  if (octets.length == 0)
    return;

  /* Memory is full.  Where no sink asks for more than its share, that is enough;
   * where this mail did not get its share, for others hold the total, it spools. */
  mail->spooling = true;
  bool enough = !storage->keep && mail->kept >= storage->mail_memory;
  if (!mail->closed && !enough && storage->spool != NULL)
    {
      Octets share = storage->keep ? octets : octets_slice (octets, 0, storage->mail_memory - mail->kept);
      if (keep_in_spool (mail, share))
        octets = octets_from (octets, share.length);
      enough = !storage->keep && mail->kept >= storage->mail_memory;
    }
  if (octets.length == 0)
    return;
  mail->closed = true;
  if (!enough)
    storage->dropped += octets.length;
}

uint64_t
mail_data_size (const MailData *mail)
{
  return mail->size;
}

uint64_t
mail_data_kept (const MailData *mail)
{
  return mail->kept;
}

/* Index of the piece that holds offset, which is kept. */
static size_t
piece_at (const MailData *mail, uint64_t offset)
{
  size_t low = 0, high = mail->count;

  while (high - low > 1)
    {
      size_t middle = low + (high - low) / 2;
      if (mail->pieces[middle].start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Gives out one piece's octets from `skip` on; *more is false once `each` had enough. */
static bool
give_piece (const MailData *mail, const Piece *piece, uint64_t skip, uint64_t length,
            bool (*each) (gpointer user, Octets piece), gpointer user, bool *more)
{
  if (piece->memory != NULL)
    {
      *more = each (user, octets_of (piece->memory + skip, length));
      return true;
    }
  MailSpool *spool = mail->storage->spool;
  size_t block = MIN (length, READ_BLOCK);
  g_autofree uint8_t *buffer = g_malloc (block);
  while (length > 0 && *more)
    {
      size_t part = MIN (length, block);
      if (!spool->read (spool, piece->place + skip, buffer, part))
        return false;
      *more = each (user, octets_of (buffer, part));
      skip += part;
      length -= part;
    }
  return true;
}

bool
mail_data_each (const MailData *mail, uint64_t offset, uint64_t length, bool (*each) (gpointer user, Octets piece),
                gpointer user)
{
  bool more = true;

  if (offset >= mail->kept)
    return true;
  length = MIN (length, mail->kept - offset);
  for (size_t i = piece_at (mail, offset); length > 0 && more; i++)
    {
      const Piece *piece = &mail->pieces[i];
      uint64_t skip = offset - piece->start;
      uint64_t part = MIN (length, piece->length - skip);
      if (!give_piece (mail, piece, skip, part, each, user, &more))
        return false;
      offset += part;
      length -= part;
    }
  return true;
}

typedef struct Copy {
  uint8_t *to;
  size_t length;
} Copy;

static bool
copy_piece (gpointer user, Octets piece)
{
  Copy *copy = user;
  memcpy (copy->to + copy->length, piece.at, piece.length);
  copy->length += piece.length;
  return true;
}

size_t
mail_data_copy (const MailData *mail, uint64_t offset, uint8_t *to, size_t length)
{
  Copy copy = { to, 0 };
  mail_data_each (mail, offset, length, copy_piece, &copy);
  return copy.length;
}
