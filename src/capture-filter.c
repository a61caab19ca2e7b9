/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BPF filters by libpcap's compiler, which wants to know the link type first:
 * so a program is made for each link type when its first packet comes.
 * Limits: PROGRAMS_MAX link types; packets of further ones do not pass. */
#include "config.h"

#include "capture-filter.h"

#include "../dissect/translate.h"

#include "capture.h"

#include <pcap.h>

enum {
  SNAPSHOT_LENGTH = 262144, /* what an accepting program returns, no more than that */
  PROGRAMS_MAX = 64,        /* a hostile file may name 65536 link types */
};

typedef struct FilterProgram {
  int link_type;
  bool fits;
  struct bpf_program code;
  char why[PCAP_ERRBUF_SIZE]; /* where it does not fit */
} FilterProgram;

struct CaptureFilter {
  char *expression;
  GPtrArray *programs;
  FilterProgram *last; /* packets of one link type come one behind the other */
};

/* libpcap's numbers in memory differ from those in files for a few old link types. */
static int
dlt_of_link_type (int link_type)
{
  switch (link_type)
    {
    case 100:
      return DLT_ATM_RFC1483;
    case 101:
      return DLT_RAW;
    case 102:
      return DLT_SLIP_BSDOS;
    case 103:
      return DLT_PPP_BSDOS;
    case 246:
      return DLT_PFSYNC;
    default:
      return link_type;
    }
}

static void
program_free (gpointer pointer)
{
  FilterProgram *program = pointer;
  if (program->fits)
    pcap_freecode (&program->code);
  g_free (program);
}

static FilterProgram *
compile (const char *expression, int link_type)
{
  FilterProgram *program = g_new0 (FilterProgram, 1);
  program->link_type = link_type;
  pcap_t *dead = pcap_open_dead (dlt_of_link_type (link_type), SNAPSHOT_LENGTH);
  if (dead == NULL)
    g_error ("libpcap: out of memory");
  program->fits = pcap_compile (dead, &program->code, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
  if (!program->fits)
    g_strlcpy (program->why, pcap_geterr (dead), sizeof program->why);
  pcap_close (dead);
  return program;
}

/* NULL if there are too many already. */
static FilterProgram *
find_program (CaptureFilter *filter, int link_type)
{
  if (filter->last != NULL && filter->last->link_type == link_type)
    return filter->last;
  for (guint row = 0; row < filter->programs->len; row++)
    {
      FilterProgram *program = filter->programs->pdata[row];
      if (program->link_type == link_type)
        return filter->last = program;
    }
  if (filter->programs->len >= PROGRAMS_MAX)
    return NULL;
  FilterProgram *program = compile (filter->expression, link_type);
  g_ptr_array_add (filter->programs, program);
  return filter->last = program;
}

CaptureFilter *
capture_filter_new (const char *expression, GError **error)
{
  /* Ethernet first: its words of complaint are the ones to show.  Then those
   * that have words of their own (802.11 plain and with radiotap, SLL, PFLOG, PPP, raw). */
  static const int usual[] = { 1, 105, 127, 113, 276, 117, 9, 101 };

  CaptureFilter *filter = g_new0 (CaptureFilter, 1);
  filter->expression = g_strdup (expression);
  filter->programs = g_ptr_array_new_with_free_func (program_free);
  for (size_t row = 0; row < G_N_ELEMENTS (usual); row++)
    if (capture_filter_fits (filter, usual[row], NULL))
      return filter;

  const FilterProgram *ethernet = filter->programs->pdata[0];
  g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_FILTER, _ ("filter \"%s\": %s"), expression, ethernet->why);
  capture_filter_free (filter);
  return NULL;
}

void
capture_filter_free (CaptureFilter *filter)
{
  if (filter == NULL)
    return;
  g_ptr_array_unref (filter->programs);
  g_free (filter->expression);
  g_free (filter);
}

bool
capture_filter_fits (CaptureFilter *filter, int link_type, const char **why)
{
  const FilterProgram *program = find_program (filter, link_type);
  if (program != NULL && program->fits)
    return true;
  if (why != NULL)
    *why = program != NULL ? program->why : _ ("too many link types");
  return false;
}

bool
capture_filter_passes (CaptureFilter *filter, const Packet *packet)
{
  FilterProgram *program = find_program (filter, packet->link_type);
  if (program == NULL || !program->fits)
    return false;
  /* The program looks at the lengths only. */
  struct pcap_pkthdr header = { .caplen = (bpf_u_int32) packet->captured, .len = (bpf_u_int32) packet->length };
  return pcap_offline_filter (&program->code, &header, packet->octets) != 0;
}
