/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a capture file, always as its word: it may say anything.
 *
 * Limits: NAMES_SHOWN, COMMENTS_SHOWN, INTERFACES_SHOWN. */
#include "config.h"

#include "capture-words.h"

#include "../dissect/session-facts.h"
#include "../dissect/session-notes.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum { NAMES_SHOWN = 4, COMMENTS_SHOWN = 20, INTERFACES_SHOWN = 8, LABEL_COLUMNS = 12 };

/* A comment may have several lines; they become one. */
static char *
one_line (Wording wording, const char *text)
{
  g_autofree char *line = g_strdup (text);
  g_strstrip (g_strdelimit (line, "\r\n\t", ' '));
  return wording_content (wording, line);
}

static char *
said (Wording wording, const char *text)
{
  return wording_octets (wording, octets_of_string (text), OCTETS_NONE);
}

/* --- of a session -------------------------------------------------------------------- */

typedef struct Part {
  TextPane *pane;
  Wording wording;
  const SmtpSession *session;
  bool begun;
} Part;

/* Takes the text. */
static void
add (Part *part, Style style, const char *label, char *text)
{
  if (!part->begun)
    text_pane_add (part->pane, STYLE_HEADING, 0, _ ("\nAbout this capture"));
  part->begun = true;
  text_pane_add_labelled (part->pane, style, LABEL_COLUMNS, label, text);
  g_free (text);
}

static void
add_names (Part *part, Side side)
{
  const SessionNotes *notes = part->session->notes;
  const GPtrArray *names = notes != NULL ? notes->names[session_flow_side (part->session, side)] : NULL;
  if (names == NULL || names->len == 0)
    return;
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < MIN (names->len, NAMES_SHOWN); i++)
    {
      g_autofree char *name = said (part->wording, g_ptr_array_index (names, i));
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", name);
    }
  g_string_append (all, names->len > NAMES_SHOWN ? " …" : "");
  add (part, STYLE_TEXT, side == SIDE_CLIENT ? _ ("Client") : _ ("Server"),
       g_strdup_printf (_ ("named %s by the capture file: no proof"), all->str));
}

static void
add_wires (Part *part)
{
  const Flow *flow = &part->session->flow;
  char client[FLOW_MAC_TEXT], server[FLOW_MAC_TEXT];
  flow_mac_text (flow, session_flow_side (part->session, SIDE_CLIENT), client);
  flow_mac_text (flow, session_flow_side (part->session, SIDE_SERVER), server);
  if (client[0] != '\0' || server[0] != '\0')
    add (part, STYLE_TEXT, _ ("Ethernet"),
         g_strdup_printf (_ ("on the client's side %s, on the server's %s"), client[0] != '\0' ? client : "?",
                          server[0] != '\0' ? server : "?"));
  g_autoptr (GString) all = g_string_new (NULL);
  for (unsigned i = 0; i < flow->vlans; i++)
    g_string_append_printf (all, "%s%u", i > 0 ? ", " : "", flow->vlan[i]);
  if (flow->vlans > 0)
    add (part, STYLE_TEXT, _ ("VLAN"), g_strdup (all->str));
  g_string_truncate (all, 0);
  for (unsigned i = 0; i < flow->tunnels; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", flow->tunnel[i]);
  if (flow->tunnels > 0)
    add (part, STYLE_TEXT, _ ("Tunnels"), g_strdup_printf (_ ("%s: what is inside them is shown here"), all->str));
}

static void
add_air (Part *part)
{
  static const char *const protections[FLOW_PROTECTIONS] = {
    [FLOW_OPEN] = N_ ("open: everyone in range could read it"),
    [FLOW_WEP] = N_ ("WEP: everyone in range can break it"),
    [FLOW_WPA] = N_ ("protected by WPA"),
    [FLOW_WPA2] = N_ ("protected by WPA2"),
    [FLOW_WPA3] = N_ ("protected by WPA3"),
  };
  const FlowWifi *wifi = &part->session->flow.wifi;
  char network[FLOW_MAC_TEXT], station[FLOW_MAC_TEXT];
  if (!wifi->present)
    return;
  flow_mac_octets_text (wifi->bssid, network);
  flow_mac_octets_text (wifi->station, station);
  g_autofree char *name = wifi->ssid_length > 0
                              ? wording_octets (part->wording, octets_of (wifi->ssid, wifi->ssid_length), OCTETS_NONE)
                              : g_strdup ("?");
  add (part, wifi->protection <= FLOW_WEP ? STYLE_MEDIUM : STYLE_TEXT, _ ("Wi-Fi"),
       g_strdup_printf (_ ("network %s (access point %s), station %s; %s"), name, network, station,
                        _ (protections[wifi->protection])));
}

static void
add_comments (Part *part)
{
  const SessionNotes *notes = part->session->notes;
  const guint count = notes != NULL ? notes->comments->len : 0;
  for (guint i = 0; i < MIN (count, COMMENTS_SHOWN); i++)
    {
      const SessionComment *comment = g_ptr_array_index (notes->comments, i);
      g_autofree char *text = one_line (part->wording, comment->text);
      add (part, STYLE_TEXT, i == 0 ? _ ("Comments") : "",
           g_strdup_printf (_ ("on packet %" PRIu64 ": %s"), comment->origin.packet, text));
    }
  if (count > COMMENTS_SHOWN)
    add (part, STYLE_DIM, "", g_strdup_printf (_ ("and %u comments more"), count - COMMENTS_SHOWN));
}

void
capture_words_add (TextPane *pane, Wording wording, const SmtpSession *session)
{
  Part part = { pane, wording, session, false };
  if (session->notes != NULL && session->notes->interface != NULL)
    add (&part, STYLE_TEXT, _ ("Interface"), said (wording, session->notes->interface));
  add_names (&part, SIDE_CLIENT);
  add_names (&part, SIDE_SERVER);
  add_wires (&part);
  add_air (&part);
  add_comments (&part);
}

/* --- of a file ------------------------------------------------------------------------ */

static void
add_remarks (GPtrArray *lines, Wording wording, const GPtrArray *comments)
{
  for (guint i = 0; comments != NULL && i < MIN (comments->len, COMMENTS_SHOWN); i++)
    {
      g_autofree char *text = one_line (wording, g_ptr_array_index (comments, i));
      g_ptr_array_add (lines, g_strdup_printf (_ ("its comment: %s"), text));
    }
}

static void
add_interface (GPtrArray *lines, Wording wording, const SummaryInterface *interface)
{
  g_autofree char *name = said (wording, interface->name != NULL ? interface->name : "?");
  g_autofree char *packets = wording_count (interface->packets, "%s packet", "%s packets");
  g_autofree char *lost = wording_number (interface->lost);
  if (interface->has_lost && interface->lost > 0)
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("interface %s: %s; it says that %s more were lost"), name, packets, lost));
  else if (interface->name != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("interface %s: %s"), name, packets));
  add_remarks (lines, wording, interface->comments);
}

GPtrArray *
capture_words_of_file (Wording wording, const SummaryFile *file)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *application = file->application != NULL ? said (wording, file->application) : NULL;
  g_autofree char *system = file->system != NULL ? said (wording, file->system) : NULL;
  if (application != NULL && system != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("made by %s on %s"), application, system));
  else if (application != NULL || system != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("made by %s"), application != NULL ? application : system));
  add_remarks (lines, wording, file->comments);
  for (size_t i = 0; i < MIN (file->interface_count, INTERFACES_SHOWN); i++)
    add_interface (lines, wording, &file->interfaces[i]);
  return lines;
}
