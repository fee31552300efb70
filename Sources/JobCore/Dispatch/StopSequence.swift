// The end of a queue in its order: drain becomes cancel, cancel becomes kill, and in the end the disk is not waited for
// any more.

/// Brings what runs to its end, ever harder.
struct StopSequence: Sendable {
  let dispatcher: Dispatcher
  let workerPools: WorkerPools
  /// How long running jobs may go on.
  let drainMicros: Int64
  /// How long after a cancel.
  let graceMicros: Int64
  /// What the disk does not take is not waited for any more.
  let abandonDisk: @Sendable () -> Void

  /// Runs until there is no stop left to come; each may be harder than the one before it.
  func run(_ stops: AsyncStream<StopMode>) async {
    await withTaskGroup(of: Void.self) { group in
      var isFirst = true
      for await mode in stops {
        await dispatcher.stop(mode)
        if isFirst { group.addTask { await giveUpTheDisk() } }
        isFirst = false
        workerPools.beginStop(isNow: mode == .now)
        group.addTask { await harden(mode) }
      }
      group.cancelAll()
    }
  }

  /// What happens when a stop takes too long.
  private func harden(_ mode: StopMode) async {
    do {
      if mode == .drain {
        try await Task.sleep(for: .micros(drainMicros))
        await dispatcher.stop(.cancel)
      }
      if mode < .now {
        // A job's own grace may be longer; the daemon's is what its service manager was promised.
        try await Task.sleep(for: .micros(graceMicros))
        await dispatcher.stop(.now)
        workerPools.beginStop(isNow: true)
      }
      try await Task.sleep(for: .micros(Limits.stopPatienceMicros))
      abandonDisk()
    } catch {}
  }

  /// If a stop waits for nothing but a disk that takes nothing, it does not wait long: the next boot decides what could
  /// not be recorded.
  private func giveUpTheDisk() async {
    for await _ in await dispatcher.untilIdle() {}
    do { try await Task.sleep(for: .micros(Limits.stopPatienceMicros)) } catch { return }
    abandonDisk()
  }
}
