// SPDX-License-Identifier: BSD-3-Clause
template <typename T> struct Counter {
	static T &count() { static T value = 0; return value; }
};
int other_file();
int other_file() { return Counter<int>::count() += 3; }
