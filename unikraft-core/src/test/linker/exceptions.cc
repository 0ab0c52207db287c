// SPDX-License-Identifier: BSD-3-Clause
// C++: exceptions through several frames and threads, COMDAT groups, thread-local objects, streams.
//# libc: glibc++
//# with: exceptions-too.cc
//# flags: -O2 -std=c++17
//# output: unwound
//# output: caught depth 3
//# output: in thread 5 local
//# output: shared 4
//# output: range
//# exit: 3
//# readelf: GNU_EH_FRAME
//# same:
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
template <typename T> struct Counter {
	static T &count() { static T value = 0; return value; }
};
int other_file();
struct Guard { ~Guard() { std::cout << "unwound\n"; } };
static thread_local std::string local = "local";
static std::map<int, std::string> names{{3, "depth 3"}};
__attribute__((noinline)) static int deep(int n)
{
	if (n == 3) {
		Guard guard;
		throw std::runtime_error(names.at(n));
	}
	return deep(n + 1) + 1;
}
int main()
{
	try { deep(0); } catch (const std::exception &e) { std::cout << "caught " << e.what() << "\n"; }
	std::thread([] {
		try { throw 5; } catch (int i) { std::cout << "in thread " << i << " " << local << "\n"; }
	}).join();
	Counter<int>::count() += 1;
	std::cout << "shared " << other_file() << "\n";
	try { std::vector<int>().at(3); } catch (const std::out_of_range &) { std::cout << "range\n"; }
	return 3;
}
