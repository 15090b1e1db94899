package io.quorate.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.List;
import java.util.Set;

/** What rings 1 and 2 must not touch, since it makes one seed run in two ways. */
final class Determinism extends ArchCondition<JavaClass> {

    /** The only packages outside of the house. */
    private static final Set<String> PACKAGES =
            Set.of(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.util",
                    "java.util.function",
                    "java.util.random",
                    "java.util.stream",
                    "java.util.zip");

    /** Single classes of other packages: failures of ports, plain values, and a hash. */
    private static final Set<String> CLASSES =
            Set.of(
                    "java.io.IOException",
                    "java.io.ObjectInputStream",
                    "java.io.Serializable",
                    "java.io.UncheckedIOException",
                    "java.security.MessageDigest",
                    "java.security.NoSuchAlgorithmException",
                    "java.time.Duration",
                    "java.util.concurrent.TimeUnit");

    /** Classes of those packages that bring threads, the machine, chance, or a salted order. */
    private static final Set<String> BANNED =
            Set.of(
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.ScopedValue",
                    "java.lang.Thread",
                    "java.lang.ThreadGroup",
                    "java.lang.ThreadLocal",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.Scanner",
                    "java.util.TimeZone",
                    "java.util.Timer",
                    "java.util.UUID",
                    "java.util.WeakHashMap");

    /**
     * One member that is banned.
     *
     * @param arguments how many parameters the banned overload has; -1 for every overload
     */
    private record Member(String owner, String name, int arguments) {

        static Member any(String owner, String name) {
            return new Member(owner, name, -1);
        }

        boolean matches(JavaAccess<?> access) {
            var target = access.getTarget();
            return target.getOwner().getFullName().equals(owner)
                    && target.getName().equals(name)
                    && (arguments < 0
                            || (target instanceof CodeUnitAccessTarget unit
                                    && unit.getRawParameterTypes().size() == arguments));
        }
    }

    private static final String COLLECTORS = "java.util.stream.Collectors";

    private static final List<Member> MEMBERS =
            List.of(
                    Member.any("java.lang.System", "nanoTime"),
                    Member.any("java.lang.System", "currentTimeMillis"),
                    Member.any("java.lang.System", "identityHashCode"),
                    Member.any("java.lang.System", "getenv"),
                    Member.any("java.lang.System", "getProperty"),
                    Member.any("java.lang.System", "lineSeparator"),
                    Member.any("java.lang.System", "exit"),
                    Member.any("java.lang.System", "gc"),
                    Member.any("java.lang.System", "getLogger"),
                    Member.any("java.lang.System", "out"),
                    Member.any("java.lang.System", "err"),
                    Member.any("java.lang.System", "in"),
                    Member.any("java.lang.Object", "hashCode"),
                    Member.any("java.lang.Object", "wait"),
                    Member.any("java.lang.Object", "notify"),
                    Member.any("java.lang.Object", "notifyAll"),
                    Member.any("java.lang.Math", "random"),
                    Member.any("java.lang.StrictMath", "random"),
                    Member.any("java.util.concurrent.TimeUnit", "sleep"),
                    Member.any("java.util.Set", "of"),
                    Member.any("java.util.Set", "copyOf"),
                    Member.any("java.util.Map", "of"),
                    Member.any("java.util.Map", "ofEntries"),
                    Member.any("java.util.Map", "copyOf"),
                    Member.any(COLLECTORS, "toSet"),
                    Member.any(COLLECTORS, "toUnmodifiableSet"),
                    Member.any(COLLECTORS, "toUnmodifiableMap"),
                    Member.any(COLLECTORS, "toConcurrentMap"),
                    Member.any(COLLECTORS, "groupingByConcurrent"),
                    new Member(COLLECTORS, "toMap", 2),
                    new Member(COLLECTORS, "toMap", 3),
                    new Member(COLLECTORS, "groupingBy", 1),
                    new Member(COLLECTORS, "groupingBy", 2),
                    new Member("java.util.Collections", "shuffle", 1),
                    new Member("java.util.Random", "<init>", 0),
                    new Member("java.util.SplittableRandom", "<init>", 0),
                    Member.any("java.util.random.RandomGenerator", "getDefault"),
                    new Member("java.util.random.RandomGenerator", "of", 1),
                    Member.any("java.util.Locale", "getDefault"),
                    Member.any("java.nio.charset.Charset", "defaultCharset"),
                    Member.any("java.lang.String", "formatted"),
                    new Member("java.lang.String", "format", 2),
                    new Member("java.lang.String", "toLowerCase", 0),
                    new Member("java.lang.String", "toUpperCase", 0),
                    new Member("java.lang.String", "getBytes", 0));

    private static final Set<String> PARALLEL = Set.of("parallel", "parallelStream", "unordered");

    Determinism() {
        super("be deterministic: no clock, chance, thread, salted order, I/O or logging");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getFullName();
            if (!isAllowed(dependency.getTargetClass().getBaseComponentType(), target)) {
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
            }
        }
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            if (isBanned(access)) {
                events.add(SimpleConditionEvent.violated(type, access.getDescription()));
            }
        }
    }

    private static boolean isAllowed(JavaClass target, String name) {
        if (target.isPrimitive() || CLASSES.contains(name)) return true;
        String outermost = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        if (BANNED.contains(outermost)) return false;
        String home = target.getPackageName();
        return home.startsWith("io.quorate.core")
                || home.startsWith("io.quorate.replica")
                || PACKAGES.contains(home);
    }

    private static boolean isBanned(JavaAccess<?> access) {
        var target = access.getTarget();
        boolean onStream =
                target.getOwner().getPackageName().equals("java.util.stream")
                        || target.getOwner().getPackageName().equals("java.util");
        if (onStream && PARALLEL.contains(target.getName())) return true;
        if (isPlatformCharset(access)) return true;
        return MEMBERS.stream().anyMatch(member -> member.matches(access));
    }

    /** {@code new String(byte[]...)} that names no charset. */
    private static boolean isPlatformCharset(JavaAccess<?> access) {
        if (!access.getTarget().getOwner().getFullName().equals("java.lang.String")) return false;
        if (!access.getTarget().getName().equals("<init>")) return false;
        if (!(access.getTarget() instanceof CodeUnitAccessTarget constructor)) return false;
        var types = constructor.getRawParameterTypes();
        return !types.isEmpty()
                && types.getFirst().getName().equals("[B")
                && types.stream().skip(1).allMatch(JavaClass::isPrimitive);
    }
}
