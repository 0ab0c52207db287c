/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP and the library around it as one unit, on the host, with what they want from the kernel. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UK_STRING_H /* the host's */
#define UK_DIRECT_MAP 0x600000000000UL /* where AddressSanitizer has its heap */
/* gcc inlines across all of it, and sees what cannot be. */
#pragma GCC diagnostic ignored "-Wformat-overflow"
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/hostname.h>
#include <uk/init.h>
#include <uk/netdev.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/random.h>
#include <uk/sched.h>

#define OPTION(name, value) __asm__(".globl uk_option_lwip_" #name "\n.set uk_option_lwip_" #name ", " #value)
OPTION(dhcp_timeout_ms, 10000);
OPTION(max_connections, 64);
OPTION(max_time_wait, 8);
OPTION(receive_percent, 25);

#define uk_strlcpy(dst, src, n) ((void)snprintf(dst, n, "%s", src))
#define uk_snprintf snprintf
#define uk_strtoul(s, end, base) strtoul(s, (char **)(end), base)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-function"
#include <lwip/ip_addr.h>
/* lwIP takes the first member's address of no address at all: UBSan minds. */
#undef ip_2_ip6
#define ip_2_ip6(a) ((ip6_addr_t *)(a))
#include <../core/def.c>
#include <../core/inet_chksum.c>
#include <../core/init.c>
#include <../core/ip.c>
#include <../core/mem.c>
#include <../core/netif.c>
#include <../core/pbuf.c>
#include <../core/raw.c>
#include <../core/tcp.c>
#include <../core/tcp_in.c>
#include <../core/tcp_out.c>
#include <../core/timeouts.c>
#include <../core/udp.c>
#include <../core/ipv4/dhcp.c>
#include <../core/ipv4/etharp.c>
#include <../core/ipv4/icmp.c>
#include <../core/ipv4/igmp.c>
#include <../core/ipv4/ip4.c>
#include <../core/ipv4/ip4_addr.c>
#include <../core/ipv4/ip4_frag.c>
#define reassdatagrams reassdatagrams6
#include <../core/ipv6/ethip6.c>
#include <../core/ipv6/icmp6.c>
#include <../core/ipv6/inet6.c>
#include <../core/ipv6/ip6.c>
#include <../core/ipv6/ip6_addr.c>
#include <../core/ipv6/ip6_frag.c>
#include <../core/ipv6/mld6.c>
#include <../core/ipv6/nd6.c>
#include <../netif/ethernet.c>
#pragma GCC diagnostic pop

#define changed config_changed
#include "../config.c"
#undef changed
#undef PARAMETER
#undef NSEC_PER_MSEC
#include "../checksum.c"
#include "../icmp.c"
#include "../parse.c"
#include "../pool.c"
#include "../port.c"
#undef NSEC_PER_MSEC
#include "../resolver.c"
#include "../show.c"
#include "../work.c"
#include "../device.c"
#include "../offload.c"

/* --- The kernel, as far as it is wanted --- */

static uk_nsec_t clock_now = 1;
uk_nsec_t uk_plat_clock_mono(void)
{
	return clock_now;
}

void *uk_malloc(size_t n)
{
	return malloc(n);
}
void *uk_zalloc(size_t n)
{
	return calloc(1, n);
}
void uk_free(void *p)
{
	free(p);
}
void uk_frame_stat(struct uk_frame_stat *s)
{
	s->total = s->free = 64 << 20;
}

void uk_random_fill(void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((uint8_t *)p)[i] = (uint8_t)rand();
}

static bool verbose;
void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (verbose) {
		printf("%d ", level);
		vprintf(fmt, ap);
		puts("");
	}
	va_end(ap);
}
void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	va_list ap;

	(void)regs;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	fputs("\n", stderr);
	abort();
}

/* Two timers: lwIP's, and that of the loop queues. */
static struct uk_timer *timers[4];
void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *))
{
	t->fn = fn;
	t->deadline = UK_NSEC_FOREVER;
	for (size_t i = 0; i < UK_ARRAY_SIZE(timers); i++)
		if (!timers[i]) {
			timers[i] = t;
			return;
		}
}
void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline)
{
	t->deadline = deadline;
}
/* Lets ns pass. */
static void pass(uk_nsec_t ns)
{
	clock_now += ns;
	for (size_t i = 0; i < UK_ARRAY_SIZE(timers) && timers[i]; i++)
		if (timers[i]->deadline <= clock_now) {
			timers[i]->deadline = UK_NSEC_FOREVER;
			timers[i]->fn(timers[i]);
		}
}
int uk_waitq_wait(struct uk_waitq *q, uk_nsec_t deadline, bool interruptible)
{
	(void)q, (void)interruptible;
	pass(deadline - clock_now + 1);
	return -ETIMEDOUT;
}
int uk_waitq_wake(struct uk_waitq *q, int n)
{
	(void)q;
	return n;
}

static const char *parameter;
const char *uk_param_nth(const char *name, unsigned int n)
{
	(void)name;
	return n ? NULL : parameter;
}

static char resolv[1000];
void uk_text_add(struct uk_text *t, const char *fmt, ...)
{
	size_t at = strlen(resolv);
	va_list ap;

	(void)t;
	va_start(ap, fmt);
	vsnprintf(resolv + at, sizeof(resolv) - at, fmt, ap);
	va_end(ap);
}

/* --- A device --- */

static struct uk_netdev dev;
static unsigned int features; /* it comes with */
static const struct uk_netdev_stack *stack;
static uint8_t last[70000]; /* frame that was sent */
static size_t last_len;
static unsigned int sent_all, trains;
static bool full; /* the device takes no more */

static int dev_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f)
{
	(void)d;
	if (full)
		return -EAGAIN;
	last_len = 0;
	for (unsigned int i = 0; i < f->pieces; i++) {
		memcpy(last + last_len, f->piece[i].base, f->piece[i].len);
		last_len += f->piece[i].len;
	}
	assert(f->pieces >= 1 && f->pieces <= UK_NETDEV_MAX_PIECES && last_len >= SIZEOF_ETH_HDR);
	assert(!f->csum_offset || f->csum_start + f->csum_offset + 2U <= last_len);
	assert(!f->segment || (f->header < last_len && f->csum_offset && last_len - f->header > f->segment));
	assert(f->segment || last_len <= 1514);
	sent_all++;
	trains += f->segment > 0;
	f->done(f->arg);
	return 0;
}
int uk_netdev_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f)
{
	return d->ops->transmit(d, f);
}
static void dev_flush(struct uk_netdev *d)
{
	(void)d;
}
void uk_netdev_set_stack(const struct uk_netdev_stack *s)
{
	static const struct uk_netdev_ops ops = { .transmit = dev_transmit, .flush = dev_flush };

	stack = s;
	dev.ops = &ops;
	dev.features = features;
	dev.mtu = 1500;
	dev.link = true;
	dev.name = "test";
	memcpy(dev.mac, "\x52\x54\0\0\0\1", 6);
	s->attach(&dev);
}

static unsigned int buffers; /* that the stack has */
static void buffer_free(struct uk_netbuf *b)
{
	buffers--;
	free(b->data);
	free(b);
}
static struct uk_netbuf *buffer(const uint8_t *data, size_t n)
{
	struct uk_netbuf *b = aligned_alloc(16, sizeof(*b));

	memset(b, 0xa5, sizeof(*b));
	*b = (struct uk_netbuf){ .data = malloc(n), .len = n, .memory = n + 512, .free = buffer_free };
	memcpy(b->data, data, n); /* as long as it is: what is read behind it is seen */
	buffers++;
	return b;
}
/* A frame comes, in pieces that end at cut (0: one). */
static void receive(const uint8_t *data, size_t n, size_t cut, unsigned int flags)
{
	struct uk_netbuf *b;

	if (!cut || cut >= n) {
		b = buffer(data, n);
	} else {
		b = buffer(data, cut);
		b->next = buffer(data + cut, n - cut);
	}
	b->flags = flags;
	stack->input(&dev, b);
	stack->input_done(&dev);
}
