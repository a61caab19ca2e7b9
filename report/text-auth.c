/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logins of a session on the printed face: who, by which mechanism, with what
 * result, and in plain words what of the secret everyone on the path could take.
 *
 * Limits: AUTHS_SHOWN logins are told, the rest is counted. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/sasl.h"
#include "../dissect/session-facts.h"

enum { AUTHS_SHOWN = 8 };

static const char *
result_words (const SmtpAuth *auth)
{
  static const char *const words[] = {
    [AUTH_UNKNOWN] = "the answer was not seen",
    [AUTH_ACCEPTED] = "accepted",
    [AUTH_REJECTED] = "rejected",
  };
  return auth->cancelled ? "cancelled by the client" : words[auth->result];
}

static char *
login_line (TextSink *sink, const SmtpAuth *auth)
{
  g_autofree char *mechanism = text_show (veil_text (sink->veil, auth->mechanism));
  g_autofree char *username = text_show (veil_address (sink->veil, auth->username));
  g_autofree char *authzid = text_show (veil_address (sink->veil, auth->authzid));
  g_autofree char *password = text_show (auth->password);
  GString *line = g_string_new (auth->mechanism.length > 0 ? "AUTH " : "AUTH without a mechanism");
  g_string_append (line, mechanism);
  if (auth->has_username)
    g_string_append_printf (line, " as %s", username);
  if (auth->authzid.length > 0 && !octets_equal (auth->authzid, auth->username))
    g_string_append_printf (line, " on behalf of %s", authzid);
  if (auth->has_password)
    g_string_append_printf (line, ", %s %s", auth->secret == SASL_SECRET_TOKEN ? "token" : "password",
                            veil_shows_secrets (sink->veil) ? password : "********");
  g_string_append_printf (line, ": %s", result_words (auth));
  return g_string_free (line, FALSE);
}

/* What the mechanism told besides, in one line; NULL: nothing. */
static char *
values_line (TextSink *sink, const SmtpAuth *auth)
{
  GString *line = g_string_new (NULL);
  Octets value;
  for (SaslField field = 0; field < SASL_FIELDS; field++)
    {
      const SaslFieldRow *row = &sasl_fields[field];
      if (row->words == NULL || !sasl_value (auth, field, &value) || value.length == 0)
        continue;
      g_autofree char *text
          = text_show (row->kind == SASL_PERSON ? veil_address (sink->veil, value) : veil_text (sink->veil, value));
      g_string_append_printf (line, "%s%s %s", line->len > 0 ? ", " : "", row->words, text);
    }
  return g_string_free (line, line->len == 0);
}

static void
print_auth (TextSink *sink, const SmtpAuth *auth)
{
  Page *page = &sink->page;
  g_autofree char *login = login_line (sink, auth), *values = values_line (sink, auth);
  page_entry (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "Login", login);
  if (values != NULL)
    page_entry (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", values);
  const char *words = exposed_secret_words (session_exposed_secret (auth));
  if (auth->tls)
    words = "Inside TLS: hidden from everyone on the path.";
  if (words != NULL)
    page_entry (page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", words);
}

void
text_auths (TextSink *sink, const SmtpSession *session)
{
  guint count = session->auths != NULL ? session->auths->len : 0;
  for (guint i = 0; i < count && i < AUTHS_SHOWN; i++)
    print_auth (sink, g_ptr_array_index (session->auths, i));
  if (count > AUTHS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_FAINT, "", "… and %u logins more", count - AUTHS_SHOWN);
}
