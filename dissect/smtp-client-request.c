/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs outside the course of a mail: queue runs (ETRN, ATRN, TURN), a proxy's words
 * about its client (XCLIENT, XFORWARD), directory questions (VRFY, EXPN), and what
 * servers of Exchange say to each other.
 *
 * XCLIENT, once accepted, begins the session anew, as a greeting does.  What follows the
 * 354 to XEXCH50 is binary, its length said before: not one octet of it is a command.
 *
 * Does not look into what Exchange sends. */
#include "config.h"

#include "smtp-dialogue.h"

void
client_request (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  g_ptr_array_add (session->requests, command);
  switch (command->verb)
    {
    case VERB_TURN:
    case VERB_ATRN:
    case VERB_XEXCH50:
      d->mode = CLIENT_WAITING;
      d->waiting_for = command;
      break;
    case VERB_XCLIENT:
      command->transaction = d->current;
      d->current = NULL;
      client_leave_outer (session, command->origin);
      break;
    default:
      break;
    }
}

static void
end_blob (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  d->mode = CLIENT_COMMANDS;
  dialogue_expect (session, PENDING_BLOB_END, d->data_command, 1, session->events->len);
}

void
client_blob_begin (SmtpSession *session, SmtpCommand *command)
{
  struct SmtpDialogue *d = session->dialogue;
  if (command->bad_chunk)
    return;
  d->mode = CLIENT_BLOB;
  d->data_command = command;
  d->chunk_left = command->chunk_size;
  if (d->chunk_left == 0)
    end_blob (session);
}

size_t
client_blob (SmtpSession *session, Octets octets)
{
  struct SmtpDialogue *d = session->dialogue;
  size_t length = (size_t) MIN (d->chunk_left, octets.length);
  d->chunk_left -= length;
  if (d->chunk_left == 0)
    end_blob (session);
  return length;
}

uint64_t
client_blob_gap (SmtpSession *session, uint64_t length)
{
  struct SmtpDialogue *d = session->dialogue;
  uint64_t inside = MIN (length, d->chunk_left);
  d->chunk_left -= inside;
  if (d->chunk_left == 0)
    end_blob (session);
  return length - inside;
}
