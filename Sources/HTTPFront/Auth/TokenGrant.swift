// What lets the owner of a token in: it holds for as long as the token's line stands in the token file as it is. Whatever
// goes on for a while on the strength of a token (a wait, a followed log) is ended with it; FrontDoor sees to that.

import Synchronization

/// The word of one line of the token file, until it is taken back.
final class TokenGrant: Sendable {
  private struct State {
    var isEnded = false
    var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
    var count = 0
  }

  /// The token was taken back while something went on that it had let in.
  struct Ended: Error {}

  private let state = Mutex(State())

  var isValid: Bool { state.withLock { !$0.isEnded } }
  /// Something goes on that it has let in.
  var isHeld: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// The line is gone, or says something else.
  func end() {
    let waiting = state.withLock { state in
      state.isEnded = true
      defer { state.waiting = [:] }
      return state.waiting
    }
    for continuation in waiting.values { continuation.finish() }
  }

  /// Returns when it has ended, or the calling task is cancelled.
  func ended() async {
    let (stream, continuation) = AsyncStream<Never>.makeStream()
    let place: Int? = state.withLock { state in
      if state.isEnded { return nil }
      state.count += 1
      state.waiting[state.count] = continuation
      return state.count
    }
    guard let place else { return }
    for await _ in stream {}
    state.withLock { $0.waiting[place] = nil }
  }

  /// Runs `operation`, and cancels it when the grant ends. What it returns or throws is returned or thrown in any case:
  /// whether the grant is still valid is to be asked then.
  func cancellingAtEnd<T: Sendable, E: Error>(
    _ operation: @escaping @Sendable () async throws(E) -> T
  ) async throws(E) -> T {
    let result: Result<T, E> = await withTaskGroup(of: Result<T, E>?.self) { group in
      group.addTask {
        do throws(E) { return .success(try await operation()) } catch { return .failure(error) }
      }
      group.addTask {
        await self.ended()
        return nil
      }
      while let first = await group.next() {
        if let result = first {
          group.cancelAll()
          return result
        }
        // Otherwise it was all cancelled from outside, and the operation knows.
        if !isValid { group.cancelAll() }
      }
      preconditionFailure("the operation comes to an end, and is among those waited for")
    }
    return try result.get()
  }
}

extension TokenGrant: Equatable {
  static func == (a: TokenGrant, b: TokenGrant) -> Bool { a === b }
}
