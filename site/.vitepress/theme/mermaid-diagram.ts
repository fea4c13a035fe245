import { useData, withBase } from 'vitepress';
import { defineComponent, h, onMounted, ref, watch, type DefineComponent, type VNode } from 'vue';

interface Mermaid {
  initialize(options: Readonly<Record<string, unknown>>): void;
  render(id: string, code: string): Promise<{ readonly svg: string }>;
}

let loading: Promise<Mermaid> | undefined;
let drawn = 0;

/** Brings the library once, from the site itself. */
function load(): Promise<Mermaid> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = withBase('/mermaid.min.js');
    script.onload = () => resolve((globalThis as unknown as { readonly mermaid: Mermaid }).mermaid);
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    document.head.append(script);
  });
  return loading;
}

/** A diagram in the colours of the page; without scripts, its source. */
export const MermaidDiagram: DefineComponent<{ code: string }> = defineComponent({
  props: { code: { type: String, required: true } },
  setup(props): () => VNode {
    const { isDark } = useData();
    const svg = ref('');
    const code = decodeURIComponent(props.code);
    const draw = async (): Promise<void> => {
      const mermaid = await load();
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: 'strict',
        theme: isDark.value ? 'dark' : 'default',
        // The theme's own grey gives labels too little contrast.
        themeVariables: { edgeLabelBackground: isDark.value ? '#1b1b1f' : '#ffffff' },
        fontFamily: 'inherit',
      });
      svg.value = (await mermaid.render(`diagram-${String((drawn += 1))}`, code)).svg;
    };
    onMounted(() => {
      void draw();
      watch(isDark, () => void draw());
    });
    return () =>
      svg.value === ''
        ? h('pre', { class: 'diagram', tabindex: 0 }, code)
        : h('div', { class: 'diagram', role: 'img', 'aria-label': 'Diagram', innerHTML: svg.value });
  },
});
