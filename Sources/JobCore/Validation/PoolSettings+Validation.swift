// Says what is wrong with the configuration of a pool of threads.

extension PoolSettings {
  /// All that is wrong with a pool of this name and these settings; empty if it can be used.
  public func faults(name: String) -> [FieldFault] {
    var check = FieldChecks()
    check.word("name", name, max: Limits.executorNameBytesMax)
    if name != Lane.threadExecutor && Lane.reservedExecutors.contains(name) {
      check.fault("name", "\"\(name)\" is taken; call the pool something else")
    }
    if !(1...Limits.poolThreadsMax).contains(threads) {
      check.fault("threads", "must be between 1 and \(Limits.poolThreadsMax)")
    }
    return check.faults
  }
}
