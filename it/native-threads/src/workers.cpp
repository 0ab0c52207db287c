// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

/** A queue with room for a few, so that both sides wait. */
class Queue {
public:
	void put(int value)
	{
		std::unique_lock<std::mutex> lock(mutex_);
		space_.wait(lock, [this] { return values_.size() < 8; });
		values_.push_back(value);
		some_.notify_one();
	}

	int take()
	{
		std::unique_lock<std::mutex> lock(mutex_);
		some_.wait(lock, [this] { return !values_.empty(); });
		int value = values_.front();
		values_.pop_front();
		space_.notify_one();
		return value;
	}

private:
	std::mutex mutex_;
	std::condition_variable space_, some_;
	std::deque<int> values_;
};

void queue()
{
	Queue queue;
	std::atomic<long> sum{0};
	std::vector<std::thread> threads;

	for (int t = 0; t < 8; t++)
		threads.emplace_back([&, t] {
			for (int i = 0; i < 500; i++)
				queue.put(t * 500 + i);
		});
	for (int t = 0; t < 4; t++)
		threads.emplace_back([&] {
			for (int i = 0; i < 1000; i++)
				sum += queue.take();
		});
	for (auto &thread : threads)
		thread.join();
	std::cout << "queue " << sum << '\n';
}

thread_local std::string name = "unnamed";

void exceptions()
{
	std::vector<std::future<std::string>> results;

	for (int i = 0; i < 20; i++)
		results.push_back(std::async(std::launch::async, [i] {
			name += std::to_string(i);
			if (i % 7 == 3)
				throw std::runtime_error("thrown in " + name);
			return name;
		}));
	for (auto &result : results) {
		try {
			std::cout << result.get() << ' ';
		} catch (const std::exception &e) {
			std::cout << '<' << e.what() << "> ";
		}
	}
	std::cout << '\n' << name << '\n';
}

void sorting()
{
	std::mt19937_64 random(42);
	std::vector<std::uint64_t> values(200000);
	std::generate(values.begin(), values.end(), random);
	auto middle = values.begin() + 100000;
	std::thread first([&] { std::sort(values.begin(), middle); });
	std::sort(middle, values.end());
	first.join();
	std::inplace_merge(values.begin(), middle, values.end());
	std::cout << "sorted " << std::is_sorted(values.begin(), values.end()) << ' ' << std::hex
		  << values[1000] << std::dec << '\n';
	std::normal_distribution<double> normal(10, 2);
	double total = 0;
	for (int i = 0; i < 1000; i++)
		total += normal(random);
	std::cout << std::setprecision(12) << total / 1000 << '\n';
}

void files()
{
	namespace fs = std::filesystem;
	fs::path root = fs::temp_directory_path() / "workers";
	fs::create_directories(root / "a" / "b");
	for (int i = 0; i < 5; i++)
		std::ofstream(root / "a" / ("file" + std::to_string(i))) << std::string(i * 1000, 'x');
	fs::rename(root / "a" / "file4", root / "a" / "b" / "moved");
	fs::create_symlink("b/moved", root / "a" / "link");
	std::map<std::string, std::string> found;
	for (const auto &entry : fs::recursive_directory_iterator(root))
		found[entry.path().lexically_relative(root).string()] =
			entry.is_directory() ? "directory" : std::to_string(entry.file_size());
	for (const auto &[path, what] : found)
		std::cout << path << ' ' << what << '\n';
	std::cout << "removed " << fs::remove_all(root) << '\n';
	std::error_code error;
	bool there = fs::is_directory(root, error);
	std::cout << there << ' ' << error.message() << '\n';
}

void waiting()
{
	using namespace std::chrono_literals;
	std::timed_mutex mutex;
	std::shared_mutex shared;
	std::unique_lock<std::timed_mutex> held(mutex);
	auto start = std::chrono::steady_clock::now();
	bool got = std::async(std::launch::async, [&] { return mutex.try_lock_for(30ms); }).get();
	std::cout << "timed " << got << ' ' << (std::chrono::steady_clock::now() - start >= 30ms) << '\n';
	std::atomic<int> readers{0}, most{0};
	std::vector<std::thread> threads;
	for (int i = 0; i < 10; i++)
		threads.emplace_back([&] {
			std::shared_lock<std::shared_mutex> lock(shared);
			int now = ++readers;
			for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);)
				;
			std::this_thread::sleep_for(20ms);
			--readers;
		});
	for (auto &thread : threads)
		thread.join();
	std::cout << "together " << (most > 1) << '\n';
}

}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		std::cout << std::quoted(argv[i]) << '\n';
	queue();
	exceptions();
	sorting();
	files();
	waiting();
	std::cout << "done" << std::endl;
}
