/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of the room: which kind of capture it is, is known behind it only. */
#include "config.h"

#include "capture-input.h"

G_DEFINE_QUARK (smtplens - capture - error - quark, capture_error)

CaptureStatus
capture_read (Capture *capture, unsigned most, PacketHandler handler, void *user, GError **error)
{
  return capture->kind->read (capture, most, handler, user, error);
}

void
capture_on_secrets (Capture *capture, SecretsHandler handler, void *user)
{
  capture->secrets = handler;
  capture->secrets_user = user;
}

void
capture_on_names (Capture *capture, NamesHandler handler, void *user)
{
  capture->names = handler;
  capture->names_user = user;
}

int
capture_fd (const Capture *capture)
{
  return capture->kind->fd (capture);
}

const CaptureCounters *
capture_counters (Capture *capture)
{
  capture->kind->refresh (capture);
  return &capture->counters;
}

guint
capture_file_count (const Capture *capture)
{
  return capture->kind->input_count (capture);
}

const char *
capture_file_name (const Capture *capture, guint file)
{
  return capture->kind->input (capture, file)->name;
}

uint64_t
capture_file_packets (const Capture *capture, guint file)
{
  return capture->kind->input (capture, file)->packets;
}

const char *
capture_file_damage (const Capture *capture, guint file, Tongue tongue)
{
  return capture->kind->input (capture, file)->damage[tongue];
}

const FileNotes *
capture_file_notes (const Capture *capture, guint file)
{
  return capture->kind->notes != NULL ? capture->kind->notes (capture, file) : NULL;
}

uint64_t
capture_files_lost (const Capture *capture)
{
  uint64_t lost = 0;
  guint count = capture_file_count (capture);
  for (guint i = 0; i < count; i++)
    {
      uint64_t more = file_notes_lost (capture_file_notes (capture, i));
      lost = more > UINT64_MAX - lost ? UINT64_MAX : lost + more;
    }
  return lost;
}

void
capture_free (Capture *capture)
{
  if (capture != NULL)
    capture->kind->free (capture);
}
