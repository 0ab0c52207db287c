// The locale of the image is UTF-8, and wide characters go in and out as such.
// build: dynamic
// stdin: gr\xc3\xbcn\n
#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

int main(void)
{
	wchar_t word[20];

	printf("locale %s\n", setlocale(LC_ALL, "") ? "set" : "unknown");
	printf("codeset %s\n", nl_langinfo(CODESET));
	printf("scanned %d", scanf("%19ls", word));
	printf(", %zu characters, %ls, in capitals ", wcslen(word), word);
	for (wchar_t *c = word; *c; c++)
		printf("%lc", towupper(*c));
	printf("\n%d %d\n", wcwidth(L'\u4e2d'), wcwidth(L'a'));
	return 0;
}
