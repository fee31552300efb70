// A job that keeps one core busy: in the server it would hold up everything else, in a worker process it does not.

import JobCore

struct CountPrimes: RunnableJob {
  static let handler = "count-primes"
  var from: Int
  var to: Int

  func run(_ context: JobContext) async throws -> Int {
    var count = 0
    for number in max(2, from)..<max(2, to) {
      // A loop that looks now and then can be cancelled. One that does not is killed after its grace.
      if number % 1_000 == 0 {
        try context.heartbeat()
        try context.progress(done: Int64(number - from), total: Int64(to - from))
      }
      if isPrime(number) { count += 1 }
    }
    return count
  }

  private func isPrime(_ number: Int) -> Bool {
    var divisor = 2
    while divisor * divisor <= number {
      if number % divisor == 0 { return false }
      divisor += 1
    }
    return true
  }
}
