/**
 * @typedef {object} LockedPackage one entry of `packages` in package-lock.json
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os] names to run on; `!name` for those not to
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 *
 * @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages by path below the project
 *
 * @typedef {object} Machine
 * @property {string} platform as process.platform
 * @property {string} arch as process.arch
 */

/**
 * Which packages of the lock are not installed on this machine, or not at the locked version.
 * What is installed is read from the copy of the lock that npm keeps inside node_modules
 * (https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles).
 *
 * @param {LockedPackages} locked from package-lock.json
 * @param {LockedPackages} installed from node_modules/.package-lock.json
 * @param {Machine} machine
 * @returns {string[]} paths below the project, in the order of the lock
 */
export function findStalePackages(locked, installed, machine) {
  return Object.entries(locked)
    .filter(([path, entry]) => path !== '' && entry.link !== true && isWanted(entry, machine))
    .filter(([path, entry]) => {
      const present = installed[path];
      return present?.version !== entry.version || present?.integrity !== entry.integrity;
    })
    .map(([path]) => path);
}

/**
 * An optional package is wanted where it names this machine. One that names none, or one C library, comes along with
 * another package of the same version, or stays away with it: its absence says nothing.
 *
 * @param {LockedPackage} entry
 * @param {Machine} machine
 */
function isWanted(entry, machine) {
  if (entry.optional !== true) return true;
  if ((entry.os === undefined && entry.cpu === undefined) || entry.libc !== undefined) return false;
  return includes(entry.os, machine.platform) && includes(entry.cpu, machine.arch);
}

/**
 * @param {readonly string[] | undefined} names
 * @param {string} name
 */
function includes(names, name) {
  if (names === undefined || names.length === 0) return true;
  if (names.includes(`!${name}`)) return false;
  return names.includes(name) || names.every((each) => each.startsWith('!'));
}
