// build: static dynamic musl
// args: one 'two words' '' "it's" 'back\slash' --flag=a=b
// env: GREETING='hello there' EMPTY= LANG=C.UTF-8
#include <stdio.h>
#include <stdlib.h>

extern char **environ;

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("argument %d: <%s>\n", i, argv[i]);
	printf("GREETING=<%s> EMPTY=<%s> LANG=<%s>\n", getenv("GREETING"), getenv("EMPTY"), getenv("LANG"));
	printf("ABSENT %s\n", getenv("ABSENT") ? "is there" : "is not there");
	printf("argv ends with %s\n", argv[argc] ? "something" : "NULL");
	return argc + 35;
}
