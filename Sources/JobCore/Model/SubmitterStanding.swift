// What somebody who has submitted something may do by now. Who that is, and what they may, is known to the front end
// alone; it is asked when something of theirs is carried out later.

/// The rights of a submitter, some time after the submission.
package enum SubmitterStanding: Sendable, Equatable {
  /// What was submitted is within their rights as it was then.
  case unchanged
  /// They may submit nothing any more.
  case revoked
  /// That cannot be found out now, and will be soon.
  case unknown
  /// They are limited to this now, and their commands to this user.
  case limited(RealmLimits, runAs: String? = nil)
}
