export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const OS =
  /(?:^|[-/])(android|darwin|freebsd|linux|openharmony|win32|windows|netbsd|openbsd|sunos|aix)(?=-|$)/;
const CPU = /-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el)(?=-|$)/;

const isThere = (lock: Lock, parent: string, name: string): boolean => {
  for (let base = parent; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    if (`${base === '' ? '' : `${base}/`}node_modules/${name}` in lock.packages) return true;
    if (base === '') return false;
  }
};

const entryFor = (name: string, version: string, parent: LockEntry): LockEntry => {
  const os = OS.exec(name)?.[1];
  const cpu = CPU.exec(name)?.[1];
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`${name}@${version} is not a platform package this script knows how to write.`);
  const libc = /musl/.test(name) ? ['musl'] : /gnu/.test(name) ? ['glibc'] : undefined;
  return {
    version,
    cpu: [cpu],
    ...(parent.dev === true ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc }),
    optional: true,
    os: [os === 'windows' ? 'win32' : os],
  };
};

/** Entries that a lock lacks: optional packages its own entries ask for, by the path they would have. */
export const missingPlatformPackages = (lock: Lock): Record<string, LockEntry> =>
  Object.fromEntries(
    Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.entries(entry.optionalDependencies ?? {})
        .filter(([name]) => !isThere(lock, path, name))
        .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, entry)]),
    ),
  );
