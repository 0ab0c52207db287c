// Messages over AF_UNIX: descriptors (SCM_RIGHTS), credentials, truncation, many at once.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char data[100];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static long send_fds(int s, const char *text, const int *fds, int n)
{
	char control[CMSG_SPACE(300 * sizeof(int))] = { 0 };
	struct iovec v = { (char *)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control,
			    .msg_controllen = CMSG_SPACE(n * sizeof(int)) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	return sendmsg(s, &m, 0);
}

/* Receives and tells what came; the descriptors go to fds, which has room for n. */
static int receive(const char *what, int s, size_t len, size_t room, int flags, int *fds)
{
	char control[2000];
	struct iovec v = { data, len };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room };
	long r = recvmsg(s, &m, flags);
	int count = 0;

	if (r < 0) {
		show(what, r);
		return 0;
	}
	printf("%s: %ld '%.*s' flags %#x control %d", what, r, (int)r, data, (unsigned)m.msg_flags,
	       (int)m.msg_controllen);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		if (c->cmsg_type == SCM_RIGHTS) {
			count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
			memcpy(fds, CMSG_DATA(c), (size_t)count * sizeof(int));
			printf(" [%d fds:", count);
			for (int i = 0; i < count; i++)
				printf(" %d%s", fds[i], fcntl(fds[i], F_GETFD) ? "c" : "");
			printf("]");
		} else if (c->cmsg_type == SCM_CREDENTIALS) {
			struct ucred u;

			memcpy(&u, CMSG_DATA(c), sizeof(u));
			printf(" [cred %d %d]", u.pid == getpid(), u.uid == getuid());
		}
	}
	printf("\n");
	return count;
}

static void descriptors(void)
{
	int s[2], p[2], fds[300], got[300];

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	pipe(p);
	fds[0] = p[0];
	fds[1] = p[1];
	show("two", send_fds(s[0], "ab", fds, 2));
	receive("received", s[1], 100, 200, 0, got);
	write(got[1], "through", 7);
	show("the same pipe", read(p[0], data, 100));
	close(got[0]);
	close(got[1]);

	show("one", send_fds(s[0], "xyz", fds, 1));
	write(s[0], "more", 4);
	receive("part of it", s[1], 1, 200, MSG_CMSG_CLOEXEC, got);
	receive("and the rest", s[1], 100, 200, 0, got);
	receive("what follows", s[1], 100, 200, MSG_DONTWAIT, got);
	close(got[0]);

	write(s[0], "before", 6);
	send_fds(s[0], "with", fds, 1);
	write(s[0], "after", 5);
	receive("joins what stood before", s[1], 100, 200, 0, got);
	receive("but not what comes after", s[1], 100, 200, 0, got);
	close(got[0]);

	send_fds(s[0], "x", fds, 2);
	receive("peeked", s[1], 100, 200, MSG_PEEK, got);
	close(got[0]);
	close(got[1]);
	receive("room for one", s[1], 100, CMSG_LEN(sizeof(int)), 0, got);
	close(got[0]);
	send_fds(s[0], "x", fds, 1);
	receive("no room", s[1], 100, 0, 0, got);
	send_fds(s[0], "x", fds, 1);
	show("plain read drops them", read(s[1], data, 10));

	fds[0] = 9999;
	show("bad descriptor", send_fds(s[0], "x", fds, 1));
	for (int i = 0; i < 300; i++)
		fds[i] = p[0];
	show("as many as may be", send_fds(s[0], "x", fds, 253));
	show("too many", send_fds(s[0], "x", fds, 254));
	close(s[0]);
	close(s[1]);

	/* Closed by the sender, alive in the message, gone with it. */
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	fds[0] = p[1];
	send_fds(s[0], "x", fds, 1);
	close(p[1]);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	show("the writer travels", read(p[0], data, 1));
	close(s[1]);
	show("and is gone", read(p[0], data, 1));
	close(s[0]);
	close(p[0]);
}

static void nested(void)
{
	int s[2], levels[8][2], got[4];

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	for (int i = 0; i < 7; i++) {
		socketpair(AF_UNIX, SOCK_STREAM, 0, levels[i]);
		if (i)
			show("a socket that holds a socket", send_fds(levels[i][0], "x", levels[i - 1] + 1, 1));
	}
	for (int i = 0; i < 7; i++) {
		close(levels[i][0]);
		close(levels[i][1]);
	}
	printf("next descriptor %d\n", dup(0));
}

static void credentials(void)
{
	int s[2], on = 1, got[4];
	char control[CMSG_SPACE(sizeof(struct ucred))] = { 0 };
	struct ucred u = { getpid(), getuid(), getgid() };
	struct iovec v = { "c", 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
	write(s[0], "plain", 5);
	receive("attached", s[1], 100, 200, 0, got);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_CREDENTIALS;
	c->cmsg_len = CMSG_LEN(sizeof(u));
	memcpy(CMSG_DATA(c), &u, sizeof(u));
	show("given", sendmsg(s[0], &m, 0));
	receive("received", s[1], 100, 200, 0, got);
	write(s[0], "cut", 3);
	receive("half the room", s[1], 100, CMSG_LEN(4), 0, got);
	c->cmsg_len = CMSG_LEN(4);
	show("wrong length", sendmsg(s[0], &m, 0));
	c->cmsg_len = 3;
	show("shorter than a header", sendmsg(s[0], &m, 0));
	c->cmsg_len = CMSG_LEN(sizeof(u));
	c->cmsg_type = 77;
	show("unknown type", sendmsg(s[0], &m, 0));
	c->cmsg_level = 77;
	show("unknown level", sendmsg(s[0], &m, 0));
	int p[2];
	pipe(p);
	recv(s[1], data, 100, MSG_DONTWAIT);
	send_fds(s[0], "both", p, 2);
	receive("credentials and descriptors", s[1], 100, 200, 0, got);
	close(s[0]);
	close(s[1]);
}

static void many(void)
{
	int s[2];
	char in[5][4] = { "a", "bb", "ccc" }, out[5][4] = { { 0 } };
	struct iovec vi[5], vo[5];
	struct mmsghdr mi[5] = { 0 }, mo[5] = { 0 };
	struct timespec zero = { 0, 0 };

	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	for (int i = 0; i < 5; i++) {
		vi[i] = (struct iovec){ in[i], strlen(in[i]) };
		vo[i] = (struct iovec){ out[i], 2 };
		mi[i].msg_hdr = (struct msghdr){ .msg_iov = &vi[i], .msg_iovlen = 1 };
		mo[i].msg_hdr = (struct msghdr){ .msg_iov = &vo[i], .msg_iovlen = 1 };
	}
	show("sendmmsg", sendmmsg(s[0], mi, 3, 0));
	printf("%u %u %u\n", mi[0].msg_len, mi[1].msg_len, mi[2].msg_len);
	show("recvmmsg", recvmmsg(s[1], mo, 5, MSG_WAITFORONE, NULL));
	for (int i = 0; i < 3; i++)
		printf("%u '%s' %#x\n", mo[i].msg_len, out[i], (unsigned)mo[i].msg_hdr.msg_flags);
	show("none", recvmmsg(s[1], mo, 5, MSG_DONTWAIT, NULL));
	sendmmsg(s[0], mi, 2, 0);
	show("no time", recvmmsg(s[1], mo, 5, 0, &zero));
	struct msghdr h = { .msg_iov = vi, .msg_iovlen = 2000 };
	show("too many buffers", sendmsg(s[0], &h, 0));
	h.msg_iovlen = 1;
	h.msg_iov = (struct iovec *)8;
	show("buffers nowhere", sendmsg(s[0], &h, 0));
	show("header nowhere", sendmsg(s[0], (struct msghdr *)8, 0));
	close(s[0]);
	close(s[1]);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	descriptors();
	nested();
	credentials();
	many();
	return 0;
}
