//! `view!` for the settings panel. It is written as Leptos' own, and says the same; but where that makes a type for every shape
//! of an element, with all the code that belongs to a type, this makes calls of `crate::markup::Element`, one type for all of
//! them. The panel is half as large for it. What an element may have is what `Element` can do.
//!
//! Each element gets a number of its own: drawn again, it keeps its place in the page only where it was written at the same
//! place in the program, as with Leptos' types.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use rstml::node::{Node, NodeAttribute, NodeBlock, NodeElement};
use rstml::{Infallible, Parser, ParserConfig};
use std::sync::atomic::{AtomicU32, Ordering};
use syn::{Error, Expr, Lit, Stmt};

/// The number of the next element.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Draws HTML: `view! { <p class="quiet">{text}</p> }`. Always an `AnyView`.
#[proc_macro]
pub fn view(input: TokenStream) -> TokenStream {
    let parser = Parser::new(ParserConfig::default());
    let drawn = parser.parse_simple(input).and_then(|nodes: Vec<Node>| several(&nodes));
    drawn.unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What stands beside each other, as one view.
fn several(nodes: &[Node]) -> syn::Result<Tokens> {
    let nodes = nodes.iter().map(one).collect::<syn::Result<Vec<_>>>()?;
    Ok(match nodes.as_slice() {
        [one] => one.clone(),
        all => quote! { crate::markup::child(::std::vec![#(#all),*]) },
    })
}

fn one(node: &Node) -> syn::Result<Tokens> {
    match node {
        Node::Text(text) => {
            let text = &text.value;
            Ok(quote! { crate::markup::text(#text) })
        }
        Node::Block(NodeBlock::ValidBlock(block)) => Ok(match block.stmts.as_slice() {
            [Stmt::Expr(Expr::Closure(closure), None)] => quote! { crate::markup::live(#closure) },
            [Stmt::Expr(it, None)] => quote! { crate::markup::child(#it) },
            _ => quote! { crate::markup::child(#block) },
        }),
        Node::Element(element) if element.name().to_string().starts_with(char::is_uppercase) => component(element),
        Node::Element(element) => html(element),
        Node::Fragment(fragment) => several(&fragment.children),
        other => Err(Error::new_spanned(other, "not drawn by the panel's view!")),
    }
}

/// A component is left to Leptos; what is in it is drawn here.
fn component(element: &NodeElement<Infallible>) -> syn::Result<Tokens> {
    let (name, attributes) = (element.name(), element.attributes());
    Ok(if element.children.is_empty() {
        quote! { crate::markup::child(::leptos::prelude::view! { <#name #(#attributes)* /> }) }
    } else {
        let inside = several(&element.children)?;
        quote! { crate::markup::child(::leptos::prelude::view! { <#name #(#attributes)*>{#inside}</#name> }) }
    })
}

fn html(element: &NodeElement<Infallible>) -> syn::Result<Tokens> {
    let (tag, number) = (element.name().to_string(), NEXT.fetch_add(1, Ordering::Relaxed));
    let given = element.attributes().iter().map(given).collect::<syn::Result<Vec<_>>>()?;
    let inside = element.children.iter().map(one).collect::<syn::Result<Vec<_>>>()?;
    Ok(quote! {{
        let mut element = crate::markup::Element::new(#tag, #number);
        #(element #given;)*
        #(element.child(#inside);)*
        element.done()
    }})
}

/// Something that an element has: the call that gives it.
fn given(attribute: &NodeAttribute) -> syn::Result<Tokens> {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return Err(Error::new_spanned(attribute, "an attribute has a name"));
    };
    let (name, value) = (attribute.key.to_string(), attribute.value());
    let fixed = value.is_none_or(|value| matches!(value, Expr::Lit(it) if matches!(it.lit, Lit::Str(_))));
    // One that only has to be there is empty.
    let value = value.map_or_else(|| quote! { "" }, |value| quote! { #value });
    let (kind, name) = match name.split_once(':') {
        Some((kind, name)) => (kind, name),
        None if name == "node_ref" => ("node_ref", ""),
        None => ("", name.as_str()),
    };
    Ok(match kind {
        "" if fixed => quote! { .fixed(#name, #value) },
        "" => quote! { .attribute(#name, #value) },
        "class" => quote! { .class(#name, #value) },
        "style" => quote! { .style(#name, #value) },
        "prop" => quote! { .property(#name, #value) },
        "node_ref" => quote! { .is(#value) },
        "on" => {
            let event = syn::Ident::new(name, proc_macro2::Span::call_site());
            quote! { .on(::leptos::ev::#event, #value) }
        }
        _ => return Err(Error::new_spanned(&attribute.key, "not known to the panel's view!")),
    })
}
