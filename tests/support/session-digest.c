/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See session-digest.h. */
#include "config.h"

#include "session-digest.h"

#include "air-variants.h"

#include "dissect/check.h"
#include "src/pipeline.h"
#include "tests/support/sample-mails.h"

#include <string.h>

enum { DIFFERENCE_MOST = 60 };

static void
mail_free (gpointer pointer)
{
  DigestMail *mail = pointer;
  g_free ((gpointer) mail->octets.at);
  g_array_unref (mail->missing);
  g_free (mail->sha256);
  g_free (mail);
}

static void
session_free (gpointer pointer)
{
  DigestSession *session = pointer;
  g_free (session->key);
  g_free (session->text);
  g_ptr_array_unref (session->mails);
  g_string_free (session->replies, TRUE);
  g_free (session);
}

static void
quote (GString *text, Octets octets)
{
  g_string_append (text, " \"");
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] >= 0x20 && octets.at[i] < 0x7f && octets.at[i] != '"')
      g_string_append_c (text, (char) octets.at[i]);
    else
      g_string_append_printf (text, "\\x%02x", octets.at[i]);
  g_string_append_c (text, '"');
}

static DigestMail *
take_mail (const MailMessage *message)
{
  DigestMail *mail = g_new0 (DigestMail, 1);
  uint8_t *octets = g_malloc (message->size);
  g_assert_cmpuint (mail_data_size (message->data), ==, message->size);
  g_assert_cmpuint (mail_data_copy (message->data, 0, octets, message->size), ==, message->size);
  mail->octets = octets_of (octets, message->size);
  mail->state = message->state;
  mail->missing = g_array_new (FALSE, FALSE, sizeof (MissingRange));
  g_array_append_vals (mail->missing, message->missing->data, message->missing->len);
  GString *sha256 = g_string_new (NULL);
  for (size_t i = 0; i < sizeof message->sha256; i++)
    g_string_append_printf (sha256, "%02x", message->sha256[i]);
  mail->sha256 = g_string_free (sha256, FALSE);
  g_autofree char *own = sha256_of (octets, message->size);
  g_assert_cmpstr (own, ==, mail->sha256);
  return mail;
}

static void
tell_message (GString *text, const MailMessage *message)
{
  g_string_append_printf (text, "  message %s %" G_GUINT64_FORMAT, message_state_name (message->state), message->size);
  for (size_t i = 0; i < sizeof message->sha256; i++)
    g_string_append_printf (text, "%s%02x", i == 0 ? " " : "", message->sha256[i]);
  for (guint i = 0; i < message->missing->len; i++)
    {
      MissingRange range = g_array_index (message->missing, MissingRange, i);
      g_string_append_printf (text, " missing %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, range.offset, range.length);
    }
  g_string_append_printf (text, "\n  subject \"%s\" parts %u\n", message->subject, message->parts->len);
}

static void
tell_transaction (GString *text, const SmtpTransaction *transaction)
{
  g_string_append_printf (text, "transaction %u %s", transaction->number, outcome_name (transaction->outcome));
  if (transaction->reply != NULL)
    quote (text, transaction->reply->lines);
  g_string_append (text, transaction->mail != NULL ? "\n  from" : "\n  from nobody seen");
  if (transaction->mail != NULL)
    quote (text, transaction->mail->path);
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      g_string_append (text, "\n  to");
      quote (text, recipient->command->path);
      g_string_append_printf (text, " %d", recipient->command->reply != NULL ? recipient->command->reply->code : 0);
    }
  g_string_append_c (text, '\n');
  if (transaction->message != NULL)
    tell_message (text, transaction->message);
}

static void
tell_event (GString *text, const SmtpEvent *event)
{
  g_string_append_printf (text, "%s%s %s %s", event->tls ? "T " : "", event->side == SIDE_CLIENT ? "C" : "S",
                          smtp_event_name (event->type),
                          event->type == EVENT_ANOMALY ? smtp_anomaly_name (event->code) : "");
  switch (event->type)
    {
    case EVENT_GREETING:
    case EVENT_COMMAND:
    case EVENT_REPLY:
    case EVENT_AUTH_LINE:
    case EVENT_ANOMALY:
      g_string_append_printf (text, "@%" G_GUINT64_FORMAT, event->offset);
      quote (text, event->octets);
      break;
    case EVENT_GAP:
      g_string_append_printf (text, "@%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, event->offset, event->length);
      break;
    case EVENT_AUTH:
      quote (text, event->auth->username);
      quote (text, event->auth->password);
      g_string_append_printf (text, " %s", auth_result_name (event->auth->result));
      break;
    case EVENT_DATA_BEGIN:
    case EVENT_MESSAGE:
    case EVENT_TRANSACTION_END:
      g_string_append_printf (text, "%u", event->transaction->number);
      break;
    default:
      break;
    }
  g_string_append_c (text, '\n');
}

static gint
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
tell_rest (GString *text, const SmtpSession *session)
{
  const SessionTraffic *traffic = &session->traffic;
  g_string_append_printf (text, "protocol %d tls %d closed %s quit %d midstream %d one-directional %d client side %u\n",
                          session->protocol, session->tls, session_end_name (session->closed), session->quit,
                          traffic->midstream, traffic->one_directional, session->client_side);
  for (unsigned side = 0; side < 2; side++)
    g_string_append_printf (text, "side %u octets %" G_GUINT64_FORMAT " missing %" G_GUINT64_FORMAT "\n", side,
                            traffic->octets[side], traffic->missing[side]);
  for (guint i = 0; i < session->extensions->len; i++)
    g_string_append_printf (text, "extension %s\n", (const char *) g_ptr_array_index (session->extensions, i));
  /* Sorted: the order of equals is that of their packets, which may come in another one. */
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      /* Those speak of the link, which is no part of this. */
      if (g_str_has_prefix (finding->check->id, "wifi-"))
        continue;
      g_ptr_array_add (findings, g_strdup_printf ("finding %s %u\n", finding->check->id, finding->transaction));
    }
  g_ptr_array_sort (findings, by_text);
  for (guint i = 0; i < findings->len; i++)
    g_string_append (text, g_ptr_array_index (findings, i));
}

static void
take_session (void *user, SmtpSession *session)
{
  GPtrArray *sessions = user;
  DigestSession *digest = g_new0 (DigestSession, 1);
  const Endpoint *ends = session->flow.side;
  digest->key = connection_key (session->flow.ip_version, ends[0].ip, ends[0].port, ends[1].ip, ends[1].port);
  digest->mails = g_ptr_array_new_with_free_func (mail_free);
  digest->replies = g_string_new (NULL);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "session %s\n", digest->key);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      digest->outcomes[transaction->outcome]++;
      tell_transaction (text, transaction);
      if (transaction->message != NULL)
        g_ptr_array_add (digest->mails, take_mail (transaction->message));
    }
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      tell_event (text, event);
      digest->answered += event->type == EVENT_COMMAND && event->command->reply != NULL;
      if (event->type == EVENT_GREETING || event->type == EVENT_REPLY)
        {
          quote (digest->replies, event->octets);
          g_string_append_c (digest->replies, '\n');
        }
    }
  tell_rest (text, session);
  digest->text = g_string_free (text, FALSE);
  g_ptr_array_add (sessions, digest);
}

static gint
by_key (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(DigestSession *const *) a)->key, (*(DigestSession *const *) b)->key);
}

GPtrArray *
digest_run (const PacketList *list)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (session_free);
  const PipelineHandler handler = { .session = take_session };
  PipelineLimits limits;
  pipeline_limits_init (&limits);
  Pipeline *pipeline = pipeline_new (&limits, &handler, sessions, NULL, true);
  pipeline_wait_for_answers (pipeline, false);
  if (list->key_log != NULL)
    tls_keys_feed (pipeline_tls_keys (pipeline), octets_of_string (list->key_log));
  const char *why = NULL;
  g_assert_true (pipeline_add_wifi_key (pipeline, AIR_KEY, &why));
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *one = packet_at (list, i);
      Packet packet = { .octets = one->octets->data,
                        .captured = one->octets->len,
                        .length = one->length,
                        .number = i + 1,
                        .time = one->time,
                        .link_type = one->link_type };
      pipeline_push (pipeline, &packet);
    }
  pipeline_finish (pipeline);
  pipeline_free (pipeline);
  g_ptr_array_sort (sessions, by_key);
  return sessions;
}

char *
digest_text (const GPtrArray *sessions)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < sessions->len; i++)
    g_string_append (text, ((DigestSession *) g_ptr_array_index (sessions, i))->text);
  return g_string_free (text, FALSE);
}

/* length[i][j]: lines in common of the tails that begin at i and j. */
static guint *
common_lengths (char **one, guint count, char **two, guint other_count)
{
  guint row = other_count + 1, *length = g_new0 (guint, (count + 1) * row);
  for (guint i = count; i-- > 0;)
    for (guint j = other_count; j-- > 0;)
      length[i * row + j] = strcmp (one[i], two[j]) == 0 ? length[(i + 1) * row + j + 1] + 1
                                                         : MAX (length[(i + 1) * row + j], length[i * row + j + 1]);
  return length;
}

char *
text_difference (const char *one, const char *two)
{
  g_auto (GStrv) a = g_strsplit (one, "\n", -1), b = g_strsplit (two, "\n", -1);
  guint count = g_strv_length (a), other_count = g_strv_length (b), row = other_count + 1;
  g_autofree guint *length = common_lengths (a, count, b, other_count);
  GString *text = g_string_new (NULL);
  guint told = 0;
  for (guint i = 0, j = 0; i < count || j < other_count;)
    {
      if (i < count && j < other_count && strcmp (a[i], b[j]) == 0)
        {
          i++;
          j++;
          continue;
        }
      bool first = j == other_count || (i < count && length[(i + 1) * row + j] >= length[i * row + j + 1]);
      const char *line = first ? a[i++] : b[j++];
      if (told++ < DIFFERENCE_MOST)
        g_string_append_printf (text, "    %c %s\n", first ? '-' : '+', line);
    }
  return g_string_free (text, FALSE);
}
