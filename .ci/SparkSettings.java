import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * Prints the settings that the Spark on the class path reads, one per line: its name and its type, and `start` if
 * every driver reads it and does not start with an invalid value. With a file of tab-separated names and values, it prints
 * which of them Spark accepts.
 */
public class SparkSettings {
    /** A value that only a string setting accepts. */
    private static final String NONSENSE = "\u00a7";

    private static final Pattern OPTIONS =
            Pattern.compile("(?:should be one of|Valid values are|must be one of|options?:) *(.*?)(?:, but was.*|\\.)?$");

    private static final String VOLCANO = "spark.kubernetes.scheduler.volcano.";

    /** Names that Spark concatenates, so that no class contains them as a string. */
    private static final String[] PREFIXES = {
        "spark.driver.resource.", "spark.executor.resource.", "spark.task.resource.", "spark.worker.resource.",
        "spark.executorEnv.", "spark.hadoop.", "spark.hive.", "spark.sql.catalog.", "spark.metrics.conf.", "spark.ssl.",
        // Of classes that only some packages have.
        VOLCANO,
    };

    private static final Set<String> STARTED = Collections.newSetFromMap(new ConcurrentHashMap<>());

    @SuppressWarnings("removal")
    public static void main(String[] arguments) throws Exception {
        // A driver exits if its pages cannot be served.
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkExit(int status) {
                throw new SecurityException(NONSENSE);
            }

            @Override
            public void checkPermission(java.security.Permission permission) {
            }
        });
        // Spark also writes there.
        PrintStream out = System.out;
        System.setOut(System.err);
        Set<String> texts = new TreeSet<>();
        for (String path : System.getProperty("java.class.path").split(":")) {
            if (path.contains("/spark-")) {
                read(path, texts);
            }
        }
        Map<String, String> types = new TreeMap<>();
        prefixes(texts).forEach(prefix -> types.put(prefix, "prefix"));
        texts.forEach(text -> types.putIfAbsent(text, "name"));
        types.keySet().removeIf(name -> name.startsWith(VOLCANO) && !name.equals(VOLCANO));
        composed(types);
        resources(types);
        aliases(types);
        Map<String, Object> entries = entries();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            types.put(entry.getKey(), type(entry.getValue()));
            for (Object alias : list(call(entry.getValue(), "alternatives"))) {
                types.put((String) alias, "alias:" + entry.getKey());
            }
        }
        if (arguments.length > 0) {
            for (String line : Files.readAllLines(Path.of(arguments[0]))) {
                String[] cells = line.split("\t", 2);
                boolean isRefused = convert(entries.get(cells[0]), cells[1]) instanceof Throwable;
                out.println(line + "\t" + (isRefused ? "refused" : "taken"));
            }
            end(out);
        }
        Set<String> needed = needed(entries);
        types.forEach((name, type) ->
                out.println(name + "\t" + type + (needed.contains(name) ? "\tstart" : "")));
        end(out);
    }

    @SuppressWarnings("removal")
    private static void end(PrintStream out) {
        out.flush();
        System.setSecurityManager(null);
        Runtime.getRuntime().halt(0);
    }

    /** Loads the classes of a jar that define settings, and collects its strings that look like their names. */
    private static void read(String path, Set<String> texts) throws Exception {
        try (JarFile jar = new JarFile(path)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.getName().endsWith(".class")) {
                    continue;
                }
                byte[] bytes;
                try (InputStream stream = jar.getInputStream(entry)) {
                    bytes = stream.readAllBytes();
                }
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                // The tag of a string in the constant pool, and its length.
                Matcher constant = Pattern.compile("(?s)\\x01(.)(.)(?=spark\\.)").matcher(text);
                while (constant.find()) {
                    int length = constant.group(1).charAt(0) << 8 | constant.group(2).charAt(0);
                    int end = constant.end() + length;
                    String found = end <= text.length() ? text.substring(constant.end(), end) : "";
                    if (found.matches("spark\\.[A-Za-z0-9_.-]*[A-Za-z0-9_.]") && !found.contains("..")) {
                        texts.add(found);
                    }
                }
                if (entry.getName().endsWith("$.class") && text.contains("org/apache/spark/internal/config/ConfigBuilder")) {
                    String name = entry.getName().replace('/', '.').replaceAll("\\.class$", "");
                    try {
                        Class.forName(name);
                    } catch (Throwable problem) {
                        System.err.println(name + ": " + problem);
                    }
                }
            }
        }
    }

    /** The prefixes of settings: strings that end with a dot. */
    private static Set<String> prefixes(Set<String> texts) {
        Set<String> prefixes = new TreeSet<>(Arrays.asList(PREFIXES));
        Pattern known = Pattern.compile("spark\\.(?!kubernetes)[^.]+\\..*\\.");
        texts.stream().filter(known.asMatchPredicate()).forEach(prefixes::add);
        texts.removeIf(text -> text.endsWith("."));
        return prefixes;
    }

    /** Names that the classes for Kubernetes concatenate. A `*` is a segment without dots. */
    private static void composed(Map<String, String> types) throws Exception {
        Class<?> config = Class.forName("org.apache.spark.deploy.k8s.Config$");
        Map<String, String> constants = new TreeMap<>();
        for (Method method : config.getMethods()) {
            if (method.getReturnType() == String.class && method.getName().matches("[A-Z_0-9]+")) {
                constants.put(method.getName(), (String) method.invoke(module(config)));
            }
        }
        constants.forEach((name, prefix) -> {
            if (name.matches(".*_AUTH_.*_PREFIX")) {
                types.remove(prefix);
                constants.forEach((other, suffix) -> {
                    if (other.endsWith("_CONF_SUFFIX")) {
                        types.put(prefix + "." + suffix, "name");
                    }
                });
            } else if (name.endsWith("_VOLUMES_PREFIX")) {
                types.remove(prefix);
                constants.forEach((type, volume) -> {
                    if (type.matches(".*_VOLUMES_.*_TYPE")) {
                        constants.forEach((option, key) -> {
                            if (option.matches(".*_VOLUMES_.*_KEY")) {
                                String whole = prefix + volume + ".*." + key;
                                types.put(whole, whole.endsWith(".") ? "prefix" : "name");
                            }
                        });
                    }
                });
            } else if (name.endsWith("_PREFIX") && prefix.startsWith("spark.")) {
                types.put(prefix.endsWith(".") ? prefix : prefix + ".", "prefix");
            }
        });
    }

    /** The settings of a role's resources in `ResourceUtils`; names of resources have no dots. */
    private static void resources(Map<String, String> types) {
        for (String role : List.of("driver", "executor")) {
            String prefix = "spark." + role + ".resource.";
            if (types.remove(prefix) != null) {
                List.of("amount", "discoveryScript", "vendor").forEach(key -> types.put(prefix + "*." + key, "name"));
            }
        }
    }

    /** Older names of settings. */
    private static void aliases(Map<String, String> types) throws Exception {
        Class<?> conf = Class.forName("org.apache.spark.SparkConf$");
        for (Field field : conf.getDeclaredFields()) {
            if (field.getName().endsWith("allAlternatives")) {
                field.setAccessible(true);
                Object map = field.get(module(conf));
                for (Object pair : list(call(map, "toSeq"))) {
                    types.put((String) call(pair, "_1"), "alias:" + call(call(pair, "_2"), "_1"));
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> entries() throws Exception {
        Class<?> companion = Class.forName("org.apache.spark.internal.config.ConfigEntry$");
        for (Method method : companion.getDeclaredMethods()) {
            if (method.getName().endsWith("knownConfigs")) {
                method.setAccessible(true);
                return new TreeMap<>((Map<String, Object>) method.invoke(module(companion)));
            }
        }
        throw new IllegalStateException("no settings");
    }

    private static Object module(Class<?> object) throws Exception {
        return object.getField("MODULE$").get(null);
    }

    private static Object call(Object object, String name) throws Exception {
        Method method = object.getClass().getMethod(name);
        method.setAccessible(true);
        return method.invoke(object);
    }

    private static List<Object> list(Object seq) throws Exception {
        List<Object> items = new ArrayList<>();
        Object iterator = call(seq, "iterator");
        while ((boolean) call(iterator, "hasNext")) {
            items.add(call(iterator, "next"));
        }
        return items;
    }

    /** The value of a setting for a string, or the problem. */
    private static Object convert(Object entry, String text) throws Exception {
        try {
            Object converter = call(entry, "valueConverter");
            Object value = Class.forName("scala.Function1").getMethod("apply", Object.class).invoke(converter, text);
            return value != null && value.getClass().getName().equals("scala.Some") ? call(value, "get") : value;
        } catch (InvocationTargetException problem) {
            return problem.getCause();
        }
    }

    private static String type(Object entry) throws Exception {
        Object nonsense = convert(entry, NONSENSE);
        if (!(nonsense instanceof Throwable)) {
            boolean isList = nonsense != null && !(nonsense instanceof String);
            return isList ? "list" : "string";
        }
        Object yes = convert(entry, "true");
        if (yes instanceof Boolean) {
            return "boolean";
        }
        // The largest number distinguishes lower bounds from upper ones.
        Object one = first(entry, "1", "0.5", "16", "128", "1000", "4096", "2000000", "100000000");
        if (one instanceof Double) {
            return "double" + bound(entry);
        }
        if (one instanceof Integer number) {
            return "int" + bound(entry, number);
        }
        if (one instanceof Long number) {
            if (first(entry, "1000h", "1h") instanceof Long hours) {
                long hour = convert(entry, "1000h") instanceof Long ? hours / 1000 : hours;
                String unit = hour == 1 ? "h" : hour == 60 ? "m" : hour == 3600 ? "s" : hour == 3_600_000 ? "ms" : hour == 3_600_000_000L ? "us" : "ns";
                return "time:" + unit + bound(entry, number);
            }
            if (first(entry, "1g", "1t", "1m") instanceof Long size) {
                long unit = convert(entry, "1g") instanceof Long ? size : convert(entry, "1t") instanceof Long ? size >> 10 : size << 10;
                return "bytes:" + (unit == 1 ? "g" : unit == 1 << 10 ? "m" : unit == 1 << 20 ? "k" : "b") + bound(entry);
            }
            return "long" + bound(entry, number);
        }
        return options(entry, (Throwable) nonsense);
    }

    private static Object first(Object entry, String... values) throws Exception {
        Object found = null;
        for (String value : values) {
            found = convert(entry, value);
            if (!(found instanceof Throwable)) {
                return found;
            }
        }
        return found;
    }

    /** The lower bound below which values are rejected. */
    private static String bound(Object entry) throws Exception {
        if (!(convert(entry, "-1") instanceof Throwable)) {
            return "";
        }
        return convert(entry, "0") instanceof Throwable ? ">0" : ">=0";
    }

    /** The same for integers, whose smallest accepted value may be larger than 1. */
    private static String bound(Object entry, long taken) throws Exception {
        String bound = bound(entry);
        if (!bound.equals(">0")) {
            return bound;
        }
        long refused = 0;
        while (taken - refused > 1) {
            long middle = refused + (taken - refused) / 2;
            if (convert(entry, String.valueOf(middle)) instanceof Throwable) {
                refused = middle;
            } else {
                taken = middle;
            }
        }
        return ">" + refused;
    }

    private static String options(Object entry, Throwable problem) throws Exception {
        String message = String.valueOf(problem.getMessage()).replace("\n", " ").replaceAll("\\.? SQLSTATE: .*", "");
        Matcher matcher = OPTIONS.matcher(message);
        if (matcher.find()) {
            for (String separator : new String[] {", ", ",", " "}) {
                Set<String> options = new TreeSet<>();
                boolean isOfAnyCase = true;
                for (String option : matcher.group(1).split(separator)) {
                    String plain = option.replaceAll("^['\"`]|['\"`.]$", "");
                    if (plain.isEmpty() || convert(entry, plain) instanceof Throwable) {
                        options.clear();
                        break;
                    }
                    options.add(plain);
                    for (String other : new String[] {plain.toLowerCase(Locale.ROOT), plain.toUpperCase(Locale.ROOT)}) {
                        isOfAnyCase &= !(convert(entry, other) instanceof Throwable);
                    }
                }
                if (!options.isEmpty()) {
                    return (isOfAnyCase ? "any-case:" : "one-of:") + String.join("|", options);
                }
            }
        }
        System.err.println(call(entry, "key") + ": not known what is allowed: " + message);
        return "checked";
    }

    /** A configuration that records which settings are read. */
    private static final class Watched extends SparkConf {
        Watched() {
            super(false);
            try {
                Field settings = null;
                for (Field field : SparkConf.class.getDeclaredFields()) {
                    settings = field.getName().endsWith("settings") ? field : settings;
                }
                settings.setAccessible(true);
                settings.set(this, new ConcurrentHashMap<String, String>() {
                    @Override
                    public String get(Object key) {
                        STARTED.add((String) key);
                        return super.get(key);
                    }
                });
            } catch (ReflectiveOperationException problem) {
                throw new IllegalStateException(problem);
            }
        }

        @Override
        public SparkConf clone() {
            Watched copy = new Watched();
            for (scala.Tuple2<String, String> setting : getAll()) {
                copy.set(setting._1, setting._2, true);
            }
            return copy;
        }
    }

    /** The settings that every driver reads, and with whose invalid values it does not start. */
    private static Set<String> needed(Map<String, Object> entries) {
        SparkConf usual = new Watched().set("spark.kubernetes.container.image", "image");
        try {
            start(usual);
        } catch (Throwable problem) {
            System.err.println("no driver starts: " + cause(problem));
            return Set.of();
        }
        Set<String> needed = new TreeSet<>(STARTED);
        needed.retainAll(entries.keySet());
        needed.removeIf(name -> {
            try {
                if (!(convert(entries.get(name), NONSENSE) instanceof Throwable)) {
                    return true;
                }
                start(usual.clone().set(name, NONSENSE));
                System.err.println(name + ": read, but not refused");
                return true;
            } catch (Throwable problem) {
                // If it is not read, no problem has its name or its value.
                return !String.valueOf(cause(problem)).contains(NONSENSE);
            }
        });
        return needed;
    }

    private static Throwable cause(Throwable problem) {
        while (problem.getCause() != null) {
            problem = problem.getCause();
        }
        return problem;
    }

    /** Builds a driver's pod and starts a driver. */
    private static void start(SparkConf conf) throws Exception {
        // A driver that failed to stop would keep all others from starting.
        Class<?> companion = Class.forName("org.apache.spark.SparkContext$");
        method(companion, "clearActiveContext").invoke(module(companion));
        driverPod(conf.setAppName("settings").setIfMissing("spark.ui.port", "0"));
        SparkContext context = new SparkContext(conf.setMaster("local[1]"));
        try {
            Class<?> manager = Class.forName("org.apache.spark.scheduler.cluster.k8s.KubernetesClusterManager");
            method(manager, "createSchedulerBackend").invoke(
                    manager.getConstructor().newInstance(), context, "k8s://https://127.0.0.1:1", context.taskScheduler());
        } finally {
            try {
                context.stop();
            } catch (Throwable problem) {
                System.err.println("a driver does not stop: " + problem);
            }
        }
    }

    private static void driverPod(SparkConf conf) throws Exception {
        String packages = "org.apache.spark.deploy.k8s.";
        Class<?> resource = Class.forName(packages + "submit.JavaMainAppResource");
        Class<?> config = Class.forName(packages + "KubernetesConf$");
        Method create = method(config, "createDriverConf");
        // Spark 2.4 builds pods differently.
        if (create.getParameterCount() > 6) {
            return;
        }
        List<Object> values = new ArrayList<>(Arrays.asList(
                conf, "app", resource.getConstructors()[0].newInstance(scala.Option.apply(null)), "Main", new String[0]));
        // No user for the application, as a string or as an option.
        if (create.getParameterCount() > values.size()) {
            values.add(create.getParameterTypes()[values.size()] == String.class ? null : scala.Option.apply(null));
        }
        Class<?> builder = Class.forName(packages + "submit.KubernetesDriverBuilder");
        Method build = method(builder, "buildFromFeatures");
        Object driver = create.invoke(module(config), values.toArray());
        Object[] arguments = build.getParameterCount() == 1 ? new Object[] {driver} : new Object[] {driver, null};
        build.invoke(builder.getConstructor().newInstance(), arguments);
    }

    private static Method method(Class<?> owner, String name) {
        for (Method method : owner.getMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new IllegalStateException(owner + " has no " + name);
    }
}
