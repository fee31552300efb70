// What is wrong with a schedule that was right when it was set.

extension Schedule {
  /// Why it fires nothing: its job cannot be read, its time zone is not known on this machine any more, or its job is
  /// not taken. `nil` if all is well. It fires again by itself when the zone is back, or the job is taken.
  public var fault: String? {
    spec.job.fault != nil ? Self.unreadableJob : clockFault ?? refusal
  }

  /// Why it is not known when it is due.
  var clockFault: String? {
    do throws(CronError) {
      _ = try ScheduleClock(spec, anchor: createdAt)
      return nil
    } catch {
      return error.detail
    }
  }

  /// Whoever set it could submit nothing any more at its last due time.
  package var wasRevoked: Bool { refusal != nil && refusal == spec.job.submitter.map { Self.revoked($0) } }

  /// What `who` has set fires nothing any more, until it is set again or `who` is let in again.
  package static func revoked(_ who: String) -> String {
    "\(who), who has set it, may submit nothing any more: set it again, or put the token back"
  }

  /// Until it is set again.
  static let unreadableJob = "its job cannot be read: set the schedule again"
}
