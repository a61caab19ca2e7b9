/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two mails, parted by a NUL: whatever they are, fields are counted once, spans lie inside the
 * bodies, and a mail does not differ from itself. */
#include "config.h"

#include "dissect/mail-diff.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static MailMessage *
mail_of (MailStorage *storage, const MessageLimits *limits, const uint8_t *data, size_t size)
{
  MailMessage *message = mail_message_new (limits, storage);
  mail_message_append (message, octets_of (data, size));
  mail_message_finish (message, MESSAGE_COMPLETE);
  return message;
}

static void
check (const MailMessage *before, const MailMessage *after)
{
  MailDiff *diff = mail_diff_new (before, after);
  size_t fields = diff->counts[FIELD_SAME] + diff->counts[FIELD_MOVED] + diff->counts[FIELD_CHANGED];
  g_assert (2 * fields + diff->counts[FIELD_ADDED] + diff->counts[FIELD_REMOVED] + diff->left_out
            == before->field_count + after->field_count);
  g_assert (diff->span[0].offset + diff->span[0].length <= before->size);
  g_assert (diff->span[1].offset + diff->span[1].length <= after->size);
  if (diff->body == BODY_FATE_CHANGED)
    g_assert (diff->span[0].length > 0 || diff->span[1].length > 0);
  if (before == after)
    g_assert (diff->counts[FIELD_SAME] == diff->fields->len && diff->body != BODY_FATE_CHANGED);
  mail_diff_free (diff);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  MailStorage storage = { .keep = true, .mail_memory = 1 << 20, .total_memory = 1 << 22 };
  MessageLimits limits;
  const uint8_t *end = size > 0 ? memchr (data, 0, size) : NULL;
  size_t first = end != NULL ? (size_t) (end - data) : size;
  message_limits_init (&limits);
  MailMessage *before = mail_of (&storage, &limits, data, first);
  MailMessage *after = mail_of (&storage, &limits, data + MIN (first + 1, size), size - MIN (first + 1, size));
  check (before, after);
  check (after, before);
  check (before, before);
  mail_message_free (before);
  mail_message_free (after);
  return 0;
}
