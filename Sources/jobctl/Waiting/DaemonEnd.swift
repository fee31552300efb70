// The end of a daemon, waited for: on the same machine the end of its process, which alone says that its directory and its
// address are free for the next one; elsewhere the end of what it answers.

import CLinux
import Dispatch
import JobClient
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A daemon that is told to stop, and watched until it is gone.
struct DaemonEnd {
  let client: JobClient
  let mode: WireStopMode?
  /// Says nothing meanwhile.
  let isQuiet: Bool

  /// How long a stop waits for the daemon to tell what runs.
  private static let patience = Duration.seconds(2)

  /// Stops it, and returns when it is gone; `isGone` is false where that cannot be seen.
  ///
  /// What runs is asked for before the stop: a connection that is made behind the end may start the daemon anew, where
  /// systemd listens for it. But a disk that hangs, so that the daemon cannot tell, does not keep anybody from stopping it.
  func bring() async throws -> (reply: StopReply, isGone: Bool) {
    let (words, said) = AsyncStream<String>.makeStream()
    let (heard, hears) = AsyncStream<Void>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        await self.follow(hears, said)
        said.finish()
        hears.finish()
      }
      tasks.addTask {
        do { try await ContinuousClock().sleep(for: Self.patience) } catch {}
        hears.finish()
      }
      var isHeard = false
      for await _ in heard { isHeard = true }
      let reply = try await client.stop(mode)
      let process = DaemonProcess(reply.pid, of: client.endpoint)
      note(StopText.begun(reply))
      for await line in words { note(line) }
      await process?.end()
      tasks.cancelAll()
      return (reply, isHeard || process != nil)
    }
  }

  private func note(_ words: String) { if !isQuiet { Console.note(words) } }

  /// Tells what runs, until the daemon tells nothing more.
  private func follow(_ hears: AsyncStream<Void>.Continuation, _ said: AsyncStream<String>.Continuation) async {
    var filter = JobFilterWire()
    filter.states = [.running]
    var jobs = StoppingJobs(mode ?? .drain)
    do {
      for try await event in client.events(filter: filter, snapshot: true, patience: WireDuration(micros: 0)) {
        if let words = jobs.take(event) { said.yield(words) }
        guard event.wireEvent == .snapshotEnd else { continue }
        hears.yield()
        hears.finish()
      }
    } catch {
      // That there is nothing to hear any more is what is waited for.
    }
  }
}

/// The process of a daemon on this machine.
struct DaemonProcess: Sendable {
  private let descriptor: Int32

  /// Nil if it cannot be watched from here: it is on another machine, or in a container, where numbers mean others.
  init?(_ number: Int, of endpoint: Endpoint) {
    guard case .unix = endpoint, let number = pid_t(exactly: number), number > 1 else { return nil }
    let descriptor = clinux_pidfd_open(number)
    guard descriptor >= 0 else { return nil }
    // Asked for behind the opening: what has the name then is what is watched.
    guard let name = try? FileBytes.read("/proc/\(number)/comm", bytesMax: 64), name == Array("jobd\n".utf8) else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  /// Returns when it has ended.
  func end() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var ended = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&ended, 1, -1) < 0, errno == EINTR {}
        close(descriptor)
        continuation.resume()
      }
    }
  }
}
