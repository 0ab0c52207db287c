// build: static dynamic
// flags: -pthread -std=c++17
// cpu: max qemu64
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <regex>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

std::mutex mutex;
std::condition_variable changed;
thread_local std::string name = "nobody";

struct Guard {
	std::atomic<int> &count;
	~Guard() { ++count; }
};

int throws_deep(int depth, std::atomic<int> &unwound)
{
	Guard guard{ unwound };
	if (depth == 0)
		throw std::out_of_range("deep");
	return throws_deep(depth - 1, unwound) + 1;
}

} // namespace

int main()
{
	std::vector<std::thread> threads;
	std::map<int, std::string> names;
	for (int i = 0; i < 50; i++)
		threads.emplace_back([i, &names] {
			name = "thread " + std::to_string(i);
			std::lock_guard<std::mutex> lock(mutex);
			names[i] = name;
		});
	for (auto &thread : threads)
		thread.join();
	std::cout << names.size() << " names, " << names[49] << ", here " << name << '\n';

	std::vector<std::future<long>> parts;
	for (int i = 0; i < 16; i++)
		parts.push_back(std::async(std::launch::async, [i] {
			std::vector<long> v(10000);
			std::iota(v.begin(), v.end(), i * 10000L);
			return std::accumulate(v.begin(), v.end(), 0L);
		}));
	long sum = 0;
	for (auto &part : parts)
		sum += part.get();
	std::cout << "sum " << sum << '\n';

	std::atomic<int> unwound{ 0 };
	std::vector<std::thread> throwers;
	for (int i = 0; i < 10; i++)
		throwers.emplace_back([&unwound] {
			for (int round = 0; round < 20; round++)
				try {
					throws_deep(50, unwound);
				} catch (const std::exception &e) {
					if (e.what() != std::string("deep"))
						std::abort();
				}
		});
	for (auto &thrower : throwers)
		thrower.join();
	std::cout << unwound << " destructors ran while unwinding\n";

	auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("from another thread"); });
	try {
		failing.get();
	} catch (const std::runtime_error &e) {
		std::cout << "caught " << e.what() << '\n';
	}

	bool ready = false;
	std::thread waker([&ready] {
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		{
			std::lock_guard<std::mutex> lock(mutex);
			ready = true;
		}
		changed.notify_one();
	});
	std::unique_lock<std::mutex> lock(mutex);
	bool woken = changed.wait_for(lock, std::chrono::seconds(20), [&ready] { return ready; });
	std::cout << "woken: " << woken << '\n';
	lock.unlock();
	waker.join();

	std::mt19937 random(42);
	std::vector<unsigned> numbers(1000);
	std::generate(numbers.begin(), numbers.end(), random);
	std::sort(numbers.begin(), numbers.end());
	std::cout << numbers.front() << ' ' << numbers.back() << '\n';

	std::ofstream("cpp.txt") << "alpha=1\nbeta=22\n";
	std::ifstream in("cpp.txt");
	std::regex pair("(\\w+)=(\\d+)");
	for (std::string line; std::getline(in, line);) {
		std::smatch match;
		if (std::regex_match(line, match, pair))
			std::cout << match[1] << " is " << match[2] << '\n';
	}
	std::remove("cpp.txt");
	try {
		throw 5;
	} catch (int value) {
		std::cout << "thrown " << value << std::endl;
	}
	return 9;
}
