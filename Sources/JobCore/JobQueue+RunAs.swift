// As whom commands run: who may be named is looked at when they are, and again at each start.

import Glibc
import Logging

extension JobQueue {
  static func makeGuests(
    _ config: JobQueueConfig, _ directory: DataDirectory, _ logger: Logger
  ) throws(OpenError) -> Guests {
    let users = RunAsUsers(config.runAsUsers)
    let isOpen = users.isRoot && !users.names.isEmpty
    return Guests(users: users, handOver: isOpen ? try HandOver(in: directory.path, logger: logger) : nil)
  }

  /// Throws if nothing runs as one of the users that these jobs, or their follow-ups, name. Where that cannot be found
  /// out now, it is when they start.
  func checkUsers(_ jobs: [NewJob]) async throws(SubmitError) {
    // Each user once, with the first job that names it.
    var names: [String: Int] = [:]
    for index in jobs.indices { Self.gather(jobs[index], index, &names) }
    if names.isEmpty { return }
    let found = await guests.users.found(names.keys)
    for (name, index) in names.sorted(by: { $0.value < $1.value }) {
      guard case .failure(let fault) = found[name], !fault.isPassing else { continue }
      throw .invalid([FieldFault(field: Self.runAsField, detail: fault.message)], index: index)
    }
  }

  /// Throws if one of these jobs, or of their follow-ups, cannot run as its queue runs jobs now. Of what is submitted,
  /// its transaction decides that.
  func checkQueueUsers(_ jobs: [NewJob]) async throws(SubmitError) {
    var users: [ByteText: String] = [:]
    do throws(StoreError) {
      for queue in try await store.queues() { users[ByteText(queue.name)] = queue.settings.runAs }
    } catch {
      throw .store(error)
    }
    for (index, job) in jobs.enumerated() {
      if let fault = Self.userFault(job, in: users, path: "") { throw .invalid([fault], index: index) }
    }
  }

  private static func userFault(_ job: NewJob, in users: [ByteText: String], path: String) -> FieldFault? {
    let fault = RunAsPolicy.fault(
      job: job.runAs, queue: users[ByteText(job.queue)], work: job.work, executor: job.executor,
      callbacks: job.callbacks)
    if let fault { return FieldFault(field: path + fault.field, detail: fault.detail) }
    for (number, followUp) in job.then.enumerated() {
      if let fault = userFault(followUp.job, in: users, path: "\(path)then[\(number)].job.") { return fault }
    }
    return nil
  }

  /// What `checkUsers` finds in a job that is submitted later.
  func userFault(_ job: NewJob, path: String) async -> FieldFault? {
    do throws(SubmitError) {
      try await checkUsers([job])
    } catch {
      if case .invalid(let faults, _) = error {
        return faults.first.map { FieldFault(field: path + $0.field, detail: $0.detail) }
      }
    }
    return nil
  }

  /// What is against a queue's running its jobs so.
  func userFault(_ change: QueueChange) async -> FieldFault? {
    guard case .set(let name) = change.runAs, let fault = await guests.users.fault(name), !fault.isPassing
    else { return nil }
    return FieldFault(field: Self.runAsField, detail: fault.message)
  }

  private static let runAsField = "run_as"

  private static func gather(_ job: NewJob, _ index: Int, _ names: inout [String: Int]) {
    if let name = job.runAs, names[name] == nil { names[name] = index }
    for followUp in job.then { gather(followUp.job, index, &names) }
  }

  /// Said once: users that the configuration names and as whom nothing runs. Their jobs fail, each with the reason.
  func warnOfUsers() async {
    for (name, found) in await guests.users.found(guests.users.names).sorted(by: { $0.key < $1.key }) {
      guard case .failure(let fault) = found else { continue }
      logger.warning(
        "nothing runs as a user of run_as.users", metadata: ["user": "\(name)", LogKeys.error: "\(fault.message)"])
      // It is the same for all of them.
      if fault == .notRoot { return }
    }
  }
}
