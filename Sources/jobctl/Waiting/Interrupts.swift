// Ctrl-C and a polite kill as a stream instead of the end of the process.

import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The interrupts this process receives.
enum Interrupts {
  /// What `body` returns; nil when an interrupt comes first, which cancels it.
  static func race<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T? {
    try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask {
        var interrupts = stream().makeAsyncIterator()
        _ = await interrupts.next()
        return nil
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// What Ctrl-C sends.
  static let fromTerminal = SIGINT

  /// One element per SIGINT or SIGTERM, from now until the process ends.
  static func stream() -> AsyncStream<Int32> {
    AsyncStream { continuation in
      for number in [SIGINT, SIGTERM] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        // The handler holds its source: both stay for the life of the process.
        source.setEventHandler { withExtendedLifetime(source) { _ = continuation.yield(number) } }
        source.resume()
      }
    }
  }
}
